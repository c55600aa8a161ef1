import { createServer, type Server } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { Metrics } from './metrics';
import { Readiness } from './readiness';

/** /livez, /readyz and /metrics of a process that serves nothing else. Binds one address; put no proxy before it. */
export async function serveHealth(app: INestApplicationContext, host: string, port: number): Promise<Server> {
  const readiness = app.get(Readiness);
  const metrics = app.get(Metrics);
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json'): void => {
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
    };
    const path = request.url?.split('?')[0];
    if (path === '/livez') return answer(200, '{"status":"ok"}');
    if (path === '/readyz') {
      void readiness.report().then((report) => answer(report.ready ? 200 : 503, JSON.stringify(report)));
      return;
    }
    if (path === '/metrics') {
      void metrics.text().then((text) => answer(200, text, metrics.contentType));
      return;
    }
    answer(404, '{}');
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}
