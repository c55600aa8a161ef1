import { createServer, request } from 'node:http';

/**
 * A proxy before a network, for faults that only a network can have.
 * @param {string} target address of what stands behind
 * @returns {Promise<{url: string, afterAnswer: (match: (call: {method: string, path: string, body: string}) => boolean, act: () => void) => void, calls: {method: string, path: string, body: string}[], close(): Promise<void>}>}
 * `afterAnswer` arms one fault: the next matching call is carried out by the target, `act` runs, and the answer is lost.
 */
export async function startFaultProxy(target) {
  const calls = [];
  let armed;
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const call = { method: incoming.method, path: incoming.url, body: body.toString('latin1') };
      calls.push(call);
      const fault = armed?.match(call) ? armed : undefined;
      if (fault) armed = undefined;
      const url = new URL(incoming.url, target);
      const headers = { ...incoming.headers, host: url.host };
      const forward = request(url, { method: incoming.method, headers }, (answer) => {
        if (fault) {
          answer.resume();
          answer.on('end', () => {
            fault.act();
            incoming.socket.destroy();
          });
          return;
        }
        outgoing.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      forward.on('error', () => incoming.socket.destroy());
      forward.end(body);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    afterAnswer: (match, act) => (armed = { match, act }),
    close: () => new Promise((done) => server.close(done).closeAllConnections()),
  };
}
