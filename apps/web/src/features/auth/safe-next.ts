/** Only addresses within this application; anything else could send a member elsewhere after sign-in. */
export function safeNext(next: string | null): string {
  if (!next || !/^\/(?![/\\])/.test(next)) return '/';
  // As the browser reads it, which leaves out tabs and line breaks.
  const { origin, pathname, search, hash } = new URL(next, window.location.origin);
  return origin === window.location.origin ? pathname + search + hash : '/';
}
