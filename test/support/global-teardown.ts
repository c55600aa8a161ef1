/** Drops this run's databases; the embedded server ends with the last run that uses it. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { divanTeardown?: () => Promise<void> }).divanTeardown?.();
}
