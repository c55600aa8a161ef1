import { afterAll, vi } from 'vitest';

// Spec files share a process, so that it loads everything once. What one of them changed, the next one finds as it was.
const environment = { ...process.env };

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
