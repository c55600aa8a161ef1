/** Only addresses within this application; anything else could send a member elsewhere after sign-in. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
