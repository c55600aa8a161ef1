import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ChannelConnectionService, type Channel } from '@divan/channels';
import { ConnectorRegistry } from '@divan/connectors';
import { Clock, newId, OnEvent, PlatformModule, type RequestContext, type Tx } from '@divan/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { messageReceived, replySent, type MessageReceived, type ReplySent } from './inbox.events';
import { InboxModule } from './inbox.module';
import { FakeNetwork } from './network.fake';

export class FakeClock extends Clock {
  private offset = 0;

  override now(): Date {
    return new Date(Date.now() + this.offset);
  }

  advance(seconds: number): void {
    this.offset += seconds * 1000;
  }
}

/** Stands where the archive stands: hears of every message in the transaction that stores it. */
@Injectable()
export class FakeArchive {
  received: MessageReceived[] = [];
  sent: ReplySent[] = [];
  refuse = false;

  @OnEvent(messageReceived)
  onReceived(_tx: Tx, _ctx: RequestContext, items: MessageReceived[]): Promise<void> {
    if (this.refuse) return Promise.reject(new Error('the archive is full'));
    this.received.push(...items);
    return Promise.resolve();
  }

  @OnEvent(replySent)
  onSent(_tx: Tx, _ctx: RequestContext, items: ReplySent[]): Promise<void> {
    this.sent.push(...items);
    return Promise.resolve();
  }
}

export interface InboxWorld extends TestDatabase {
  module: TestingModule;
  network: FakeNetwork;
  clock: FakeClock;
  archive: FakeArchive;
  /** A new organization with one connected channel. */
  city(name?: string): Promise<{ ctx: RequestContext; channel: Channel }>;
  /** A member of the organization with these permissions. */
  member(ctx: RequestContext, permissions: string[], teamIds?: string[]): Promise<RequestContext>;
}

/** The inbox with everything below it, over a real database and a network in memory. */
export async function createInboxWorld(): Promise<InboxWorld> {
  const test = await createTestDatabase();
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const module = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config: test.config }), InboxModule],
    providers: [FakeArchive],
  })
    .overrideProvider(ConnectorRegistry)
    .useValue(new ConnectorRegistry([network]))
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  module.useLogger(false);
  await module.init();
  return {
    ...test,
    module,
    network,
    clock,
    archive: module.get(FakeArchive),
    async city(name = newId()) {
      const { ctx } = await test.organization();
      const channel = await module.get(ChannelConnectionService).connectByCredentials(ctx, 'fake', { name });
      return { ctx, channel };
    },
    async member(ctx, permissions, teamIds = []) {
      const id = newId();
      const account = newId();
      await test.ownerQuery('INSERT INTO accounts (id, email) VALUES ($1, $2)', [account, `${id}@example.org`]);
      await test.ownerQuery(
        `INSERT INTO members (id, organization_id, account_id, name, state) VALUES ($1, $2, $3, 'Sara Lind', 'active')`,
        [id, ctx.organizationId, account],
      );
      return { ...ctx, actor: { kind: 'member', id, name: 'Sara Lind' }, permissions: new Set(permissions), teamIds };
    },
    async close() {
      await module.close();
      await test.close();
    },
  };
}
