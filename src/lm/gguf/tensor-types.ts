/** How numbers are stored: 32 or 16 bits each, or 8 bits and a common scale for each 32 of them. */
export const tensorFormats = ['F32', 'F16', 'Q8_0'] as const;
/** How numbers are stored. */
export type TensorType = (typeof tensorFormats)[number];

/** Numbers that share a scale in Q8_0. */
export const blockNumbers = 32;
const blockBytes = 2 + blockNumbers;

/** @param numbers a multiple of 32 for Q8_0 */
export function encodedBytes(numbers: number, type: TensorType): number {
  switch (type) {
    case 'F32':
      return 4 * numbers;
    case 'F16':
      return 2 * numbers;
    case 'Q8_0':
      return (numbers / blockNumbers) * blockBytes;
  }
}

/** The numbers as bytes, little-endian; null where one is too large for the type. */
export function encodeNumbers(numbers: Float32Array<ArrayBuffer>, type: TensorType): Uint8Array | null {
  switch (type) {
    case 'F32':
      return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    case 'F16':
      return encodedAsF16(numbers);
    case 'Q8_0':
      return encodedAsQ8(numbers);
  }
}

function encodedAsF16(numbers: Float32Array<ArrayBuffer>): Uint8Array | null {
  const narrow = new Float16Array(numbers);
  const fits = narrow.every((value, at) => Number.isFinite(value) || !Number.isFinite(numbers[at]));
  return fits ? new Uint8Array(narrow.buffer) : null;
}

/**
 * Each block of 32: the scale d = max |x| / 127 as F16, then the 32 numbers x / d, rounded, as 8-bit integers.
 * Source: `quantize_row_q8_0_ref` of github.com/ggml-org/llama.cpp.
 */
function encodedAsQ8(numbers: Float32Array): Uint8Array | null {
  const bytes = new Uint8Array(encodedBytes(numbers.length, 'Q8_0'));
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < numbers.length / blockNumbers; block += 1) {
    const own = numbers.subarray(block * blockNumbers, (block + 1) * blockNumbers);
    const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
    const at = block * blockBytes;
    view.setFloat16(at, scale, true);
    if (Number.isFinite(scale) && !Number.isFinite(view.getFloat16(at, true))) return null;
    for (const [index, value] of own.entries()) {
      view.setInt8(at + 2 + index, scale === 0 ? 0 : rounded(value / scale));
    }
  }
  return bytes;
}

/** To the nearest whole number, halves away from zero. */
function rounded(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
