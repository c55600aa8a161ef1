import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelConnectionService } from '@divan/channels';
import {
  checkPost,
  type Connector,
  ConnectorRegistry,
  countGraphemes,
  type JsonObject,
  type PublishCapability,
  type PublishLimits,
  type PublishOutcome,
  type ReconcileOutcome,
} from '@divan/connectors';
import { Clock, Config, newId, PlatformModule, type RequestContext } from '@divan/platform';
import { Test, type TestingModule } from '@nestjs/testing';
import { testEnvironment } from '../../../test/support/environment';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { type PostInput } from './post-drafts.service';
import { PublishingModule } from './publishing.module';

const LIMITS: PublishLimits = {
  text: { max: 300, unit: 'graphemes' },
  media: { max: 4, types: ['image/jpeg', 'image/png'], maxBytes: 2_000_000, altText: 'supported', altTextMax: 1500 },
  dataVersion: 'fake',
  expiresOn: '2999-01-01',
};

/** Where the process may be killed, as seen from the network. */
export type HangPoint = 'before-arrival' | 'after-arrival' | 'while-asking';

/** A network in memory that counts what really appeared on it. */
export class FakeNetwork implements Connector {
  readonly id = 'fake';
  readonly name = 'Fake network';
  readonly unsupported = [];
  readonly connect = {
    method: 'credentials' as const,
    fields: [],
    connect: () => {
      const handle = `@city-${this.accounts++}`;
      return Promise.resolve({
        remoteId: handle,
        handle,
        displayName: 'City',
        avatarUrl: null,
        profileUrl: null,
        credentials: { token: 'secret' },
        settings: {},
      });
    },
  };

  /** What the public sees. */
  posts: { key: string; text: string; media: number[] }[] = [];
  calls = 0;
  /** Whether the network knows a handle again, as one with idempotency keys does. */
  idempotent = true;
  /** Whether what arrived can be found at once; networks answer reads from copies that lag behind. */
  showsAtOnce = true;
  /** Takes the next call to this point and never returns: the process is gone. */
  hangAt: HangPoint | null = null;
  /** Runs instead of publishing, once each, first in first out. */
  script: (() => Promise<PublishOutcome>)[] = [];
  private accounts = 0;
  private hung: () => void = () => undefined;
  private readonly prisoners: ((reason: Error) => void)[] = [];

  readonly publish: PublishCapability = {
    limits: () => Promise.resolve(LIMITS),
    measure: (text, limits) => ({ used: countGraphemes(text), max: limits.text.max, unit: limits.text.unit }),
    check: (post, limits) => checkPost(post, limits, this.publish.measure(post.text, limits)),
    prepare: () => ({ key: newId() }),
    publish: async (_access, post, handle) => {
      this.calls++;
      await this.pass('before-arrival');
      const scripted = this.script.shift();
      if (scripted) return scripted();
      const media = await Promise.all(post.media.map(async (item) => (await item.load()).length));
      const key = String(handle['key']);
      if (!this.idempotent || !this.find(handle)) this.posts.push({ key, text: post.text, media });
      await this.pass('after-arrival');
      return this.found(key);
    },
    reconcile: async (_access, _post, handle): Promise<ReconcileOutcome> => {
      await this.pass('while-asking');
      const found = this.showsAtOnce ? this.find(handle) : undefined;
      return found ? this.found(found.key) : { state: 'not_found', resendSafe: this.idempotent };
    },
  };

  /** Resolves when a call reached the point and hangs there. */
  hangOnce(point: HangPoint): Promise<void> {
    this.hangAt = point;
    return new Promise((resolve) => (this.hung = resolve));
  }

  private async pass(point: HangPoint): Promise<void> {
    if (this.hangAt !== point) return;
    this.hangAt = null;
    this.hung();
    await new Promise((_, reject) => this.prisoners.push(reject));
  }

  /** Lets hanging calls fail, so that a worker can stop. */
  release(): void {
    for (const reject of this.prisoners.splice(0)) reject(new Error('The process was killed here.'));
  }

  private find(handle: JsonObject): { key: string } | undefined {
    return this.posts.find((post) => post.key === handle['key']);
  }

  private found(key: string): PublishOutcome {
    const payload = `{ "id" : "${key}",  "note":"exactly \\u0646 so" }`;
    return {
      state: 'published',
      remoteId: key,
      remoteRef: { key },
      url: `https://fake.example/${key}`,
      publishedAt: new Date().toISOString(),
      payload,
    };
  }
}

export class FakeClock extends Clock {
  private shift = 0;

  override now(): Date {
    return new Date(Date.now() + this.shift);
  }

  advance(ms: number): void {
    this.shift += ms;
  }

  reset(): void {
    this.shift = 0;
  }
}

export interface PublishingTest extends TestDatabase {
  module: TestingModule;
  network: FakeNetwork;
  clock: FakeClock;
  /** An organization with a channel; `ctx` is its publisher. */
  town(): Promise<{ ctx: RequestContext; channelId: string }>;
  /** What a killed worker leaves: its lease runs out. */
  expireLeases(): Promise<void>;
}

/** @param process 'worker' also runs the jobs */
export async function createPublishingTest(process: 'command' | 'worker' = 'command'): Promise<PublishingTest> {
  const test = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'divan-media-'));
  const config = new Config({ ...testEnvironment(test.url), MEDIA_DIR: folder });
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const module = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process, config }), PublishingModule],
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
    async town() {
      const { ctx } = await test.organization();
      const channel = await module
        .get(ChannelConnectionService, { strict: false })
        .connectByCredentials(ctx, 'fake', {});
      return { ctx: asMember(ctx, 'Paria'), channelId: channel.id };
    },
    async expireLeases() {
      // Without its owner, too: the process is gone, and its hanging remains here must not renew anything.
      await test.ownerQuery(`UPDATE publications SET lease_until = NULL, lease_owner = NULL`);
    },
    async close() {
      await module.close();
      await test.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function asMember(ctx: RequestContext, name: string, more: Partial<RequestContext> = {}): RequestContext {
  return { ...ctx, actor: { kind: 'member', id: newId(), name }, ...more };
}

export function draft(channelId: string, more: Partial<PostInput> = {}): PostInput {
  const variants = [{ channelId, text: null, mediaIds: null }];
  return { title: null, text: 'The bridge is closed.', mediaIds: [], variants, scheduledFor: null, ...more };
}
