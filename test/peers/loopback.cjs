// Preloaded into peers (node -r): whatever listens without naming an address listens on this machine only.
const { Server } = require('node:net');

const listen = Server.prototype.listen;
const everywhere = new Set(['0.0.0.0', '::', undefined, null]);

Server.prototype.listen = function (first, ...rest) {
  if (first && typeof first === 'object' && 'port' in first) {
    return listen.call(this, everywhere.has(first.host) ? { ...first, host: '127.0.0.1' } : first, ...rest);
  }
  const isPort = first === undefined || first === null || typeof first === 'number' || /^\d+$/.test(String(first));
  if (!isPort) return listen.call(this, first, ...rest);
  const named = typeof rest[0] === 'string' && !everywhere.has(rest[0]);
  if (named) return listen.call(this, first, ...rest);
  const callback = rest.find((value) => typeof value === 'function');
  return listen.call(this, { port: Number(first ?? 0), host: '127.0.0.1' }, callback);
};
