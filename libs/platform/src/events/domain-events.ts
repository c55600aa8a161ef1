import { Injectable, SetMetadata, type OnApplicationBootstrap } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestContext } from '../context/request-context';
import type { Tx } from '../database/tx';
import { MethodScan } from '../jobs/method-scan';

const ON_EVENT = 'divan:on-event';

/** What the screen is told: ids and nothing personal. It reads the rest over REST, where permissions are checked. */
export interface LiveEvent {
  type: string;
  data: Record<string, unknown>;
}

export interface EventKind<T> {
  readonly name: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
  // A method, so that an event with a narrower literal type can be handed on.
  live?(item: T): LiveEvent;
  readonly permission?: string;
}

export interface EventOptions<T> {
  /** Also sent to GET /v1/events. */
  live?: (item: T) => LiveEvent;
  /** Who may receive the live form. */
  permission?: string;
}

/** Declares something that happened in a feature, in the past tense: `inbox.message-received`. Old versions are never edited. */
export function defineEvent<T>(
  name: string,
  version: number,
  schema: z.ZodType<T>,
  options: EventOptions<T> = {},
): EventKind<T> {
  return { name, version, schema, ...options };
}

type Subscriber = (tx: Tx, ctx: RequestContext, items: unknown[]) => Promise<void>;

/** Runs the method `(tx, ctx, items)` in the publisher's transaction; throwing aborts it. */
export function OnEvent(kind: EventKind<never> | { name: string }): MethodDecorator {
  return SetMetadata(ON_EVENT, kind.name);
}

/**
 * How a feature tells those above it. Subscribers run in the same transaction, so that a message and its record, or a
 * submission and its approval request, exist together or not at all.
 */
@Injectable()
export class DomainEvents implements OnApplicationBootstrap {
  private subscribers = new Map<string, Subscriber[]>();

  constructor(private readonly scan: MethodScan) {}

  onApplicationBootstrap(): void {
    this.subscribers = new Map();
    for (const { meta, instance, method } of this.scan.find<string>(ON_EVENT)) {
      const run: Subscriber = (tx, ctx, items) =>
        (instance[method] as unknown as Subscriber).call(instance, tx, ctx, items);
      this.subscribers.set(meta, [...(this.subscribers.get(meta) ?? []), run]);
    }
  }

  async publish<T>(tx: Tx, ctx: RequestContext, kind: EventKind<T>, items: T[]): Promise<void> {
    if (items.length === 0) return;
    for (const run of this.subscribers.get(kind.name) ?? []) await run(tx, ctx, items);
    if (kind.live)
      await sendLive(
        tx,
        ctx,
        [...new Map(items.map(kind.live).map((e) => [JSON.stringify(e), e])).values()],
        kind.permission,
      );
  }
}

async function sendLive(tx: Tx, ctx: RequestContext, events: LiveEvent[], permission?: string): Promise<void> {
  await tx.execute(
    `INSERT INTO outbox_events (organization_id, type, data, permission)
     SELECT $1, e.type, e.data, $2 FROM json_to_recordset($3::json) AS e(type text, data jsonb)`,
    [ctx.organizationId, permission ?? null, JSON.stringify(events)],
  );
  tx.notify('divan_events', ctx.organizationId);
}
