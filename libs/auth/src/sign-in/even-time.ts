import { setTimeout as sleep } from 'node:timers/promises';

const QUANTUM_MS = 250;

/**
 * Does what only one outcome needs while waiting for the end of the quantum that every outcome waits for, so that the
 * length of the answer does not tell which it was. The quantum is chosen before, by what all outcomes have done.
 * @param started `performance.now()` when the request began
 */
export async function inEvenTime(started: number, work: () => Promise<unknown>): Promise<void> {
  const elapsed = performance.now() - started;
  // At least half a quantum for the work; more where what came before ended late in one.
  const end = Math.ceil((elapsed + QUANTUM_MS / 2) / QUANTUM_MS) * QUANTUM_MS;
  await Promise.all([work(), sleep(end - elapsed)]);
}
