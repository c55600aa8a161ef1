import { createServer } from 'node:net';

/** @returns the port, any free one for 0, or undefined when it is taken */
export const freePort = (wanted) =>
  new Promise((done) => {
    const server = createServer().once('error', () => done(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** The wanted port or the next free one; says so when it had to go on. */
export async function nextFreePort(wanted, name, variable, say) {
  for (let port = wanted; port < wanted + 100; port++) {
    if ((await freePort(port)) === undefined) continue;
    if (port !== wanted) say(`port ${wanted} is taken: ${name} uses ${port} (choose another with ${variable})`);
    return port;
  }
  throw new Error(`No port from ${wanted} to ${wanted + 99} is free for ${name}. Choose one with ${variable}.`);
}
