import { Controller, Get, Headers, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';
import { Clock } from '../clock/clock';
import type { RequestContext } from '../context/request-context';
import { LiveEvents, type LiveRow } from '../events/live-events';
import { Authenticated, Ctx, type DivanRequest } from './route-access';

// A stream ends after a while and the client resumes it: rights that were taken away end with it.
const STREAM_MS = 5 * 60_000;
const HEARTBEAT_MS = 15_000;
const SLOW_CLIENT_BYTES = 1_000_000;

@ApiTags('events')
@ApiBearerAuth()
@Controller('v1/events')
export class EventsController implements OnModuleDestroy {
  private readonly open = new Set<ServerResponse>();
  private stopping = false;

  constructor(
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /** The server waits for open answers before it stops; these have no end of their own. Clients resume elsewhere. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const out of this.open) out.end();
  }

  /** The live stream (server-sent events). Resume with Last-Event-ID; `reset` means: read everything anew. */
  @Get()
  @Authenticated({ keys: true })
  @ApiOperation({ summary: 'Follow changes as they happen' })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  async stream(
    @Ctx() ctx: RequestContext,
    @Req() request: DivanRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      ...headersSoFar(reply),
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    out.write('retry: 1000\n: connected\n\n');
    if (this.stopping) return void out.end();
    this.open.add(out);
    const send = (rows: LiveRow[]): void => {
      out.write(rows.map((row) => `id: ${row.id}\nevent: ${row.type}\ndata: ${JSON.stringify(row.data)}\n\n`).join(''));
      if (out.writableLength > SLOW_CLIENT_BYTES) out.destroy();
    };
    const heartbeat = setInterval(() => out.write(': \n\n'), HEARTBEAT_MS);
    const left = ctx.endsAt ? ctx.endsAt.getTime() - this.clock.now().getTime() : STREAM_MS;
    const end = setTimeout(() => out.end(), Math.min(STREAM_MS, Math.max(0, left)));
    const subscription = this.live.subscribe(ctx, lastEventId, send, () => out.end());
    request.raw.on('close', () => {
      clearInterval(heartbeat);
      clearTimeout(end);
      this.open.delete(out);
      void subscription.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    });
    await subscription.catch(() => out.end());
  }
}

function headersSoFar(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
