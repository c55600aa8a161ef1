/** What came back from the other side, taken out of the address before anything else can read it. */
export function takeResult(): { code: string | null; error: string | null } {
  const result = new URLSearchParams(window.location.hash.slice(1));
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return { code: result.get('code'), error: result.get('error') };
}
