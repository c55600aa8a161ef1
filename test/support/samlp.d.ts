/** As much of samlp as the tests use: the package has no types of its own. */
declare module 'samlp' {
  const samlp: {
    getSamlResponse(
      options: Record<string, unknown>,
      user: unknown,
      done: (error: Error | null, response?: string) => void,
    ): void;
  };
  export default samlp;
}
