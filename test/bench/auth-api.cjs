/**
 * Loaded before the api in the auth bench: counts queries, tells the bench on request (and the processor's time), and, where BENCH_OPEN_AS holds a
 * context, lets every request in as that, without any work of the guard. The product has no such switch.
 */
const { join } = require('node:path');
const { Client } = require('pg');

let queries = 0;
const { query } = Client.prototype;
Client.prototype.query = function (...parameters) {
  queries += 1;
  return query.apply(this, parameters);
};
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ queries, cpuSeconds: (user + system) / 1e6 });
});

if (process.env.BENCH_OPEN_AS) {
  require('reflect-metadata');
  const auth = join(__dirname, '..', '..', 'dist', 'libs', 'auth', 'src');
  require(join(auth, 'index.js'));
  const { AccessGuard } = require(join(auth, 'access.guard.js'));
  const { permissions, ...as } = JSON.parse(process.env.BENCH_OPEN_AS);
  const held = new Set(permissions);
  AccessGuard.prototype.canActivate = function (host) {
    const request = host.switchToHttp().getRequest();
    request.ctx = { ...as, permissions: held, requestId: request.id };
    return true;
  };
}
