/** The `Authorization` header for a URL of huggingface.co, over TLS only; null for any other host or without a token. */
export function huggingFaceAuthorization(url: URL, token: string | undefined): string | null {
  const trimmed = token?.trim();
  if (!trimmed || url.protocol !== 'https:') return null;
  const ours = url.hostname === 'huggingface.co' || url.hostname.endsWith('.huggingface.co');
  return ours ? `Bearer ${trimmed}` : null;
}
