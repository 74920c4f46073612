/** Text that would do harm wherever it is taken for markup, a link or a formula. */
export const hostileText = [
  '<script>window.harmed = true</script>',
  '<img src=x onerror="window.harmed = true">',
  '</script></style></textarea><h1>taken over</h1>',
  '[click](javascript:window.harmed=true) javascript:alert(1)',
  '=HYPERLINK("http://evil.example")',
  'left \u202Eto right \u0000 null',
].join('\n');
