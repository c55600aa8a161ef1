/**
 * A real Bluesky network on this machine: PLC directory, PDS and AppView.
 * Needs DB_POSTGRES_URL and REDIS_HOST; prints one JSON line with the addresses and runs until it is told to end.
 */
import { createRequire } from 'node:module';

const { TestNetwork } = createRequire(import.meta.url)('@atproto/dev-env');

const network = await TestNetwork.create({
  dbPostgresSchema: 'network',
  pds: { hostname: 'localhost' },
  bsky: {},
  plc: {},
});
process.stdout.write(`${JSON.stringify({ pds: network.pds.url, appView: network.bsky.url, plc: network.plc.url })}\n`);
process.on('SIGTERM', () => void network.close().finally(() => process.exit(0)));
