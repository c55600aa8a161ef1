import type {
  ChannelAccess,
  Connector,
  InboundItem,
  OutgoingPost,
  PublishCapability,
  InboxCapability,
} from './contract';
import { ConnectorError } from './connector.errors';
import type { Fault } from './network.fake';

/** A network under test, with the account `access` connected to it. */
export interface ConnectorFakes {
  connector: Connector;
  access: ChannelAccess;
  /** The texts of the posts that now stand on the network, oldest first. */
  posts(): string[];
  breakNextPublish(fault: Fault): void;
  /** Someone mentions the account; returns the exact text of the item that the network will list. */
  mention(text: string): string;
  /** Ends the network: nobody listens any more. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const post = (text: string): OutgoingPost => ({ text, media: [] });

/** What every connector must do, whatever its network. Each network's own spec adds what is special to it. */
export function describeConnector(name: string, setup: () => Promise<ConnectorFakes>): void {
  describe(`${name} keeps the connector contract`, () => {
    let fakes: ConnectorFakes;
    let publish: PublishCapability;
    let inbox: InboxCapability;
    beforeEach(async () => {
      fakes = await setup();
      publish = required(fakes.connector.publish);
      inbox = required(fakes.connector.inbox);
    });
    afterEach(() => fakes.close());

    const kindOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'no error',
        (error: unknown) => (error instanceof ConnectorError ? error.kind : `not a ConnectorError: ${String(error)}`),
      );

    it('declares itself', () => {
      const { connector } = fakes;
      expect(connector.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(connector.name).not.toBe('');
      expect(connector.connect.fields.every(({ name: field, label }) => field !== '' && label !== '')).toBe(true);
      expect(connector.unsupported.every(({ reason }) => reason.endsWith('.'))).toBe(true);
    });

    it('checks a post before it is sent', async () => {
      const limits = await publish.limits(fakes.access);
      const codes = (text: string, media: OutgoingPost['media'] = []) =>
        publish.check({ text, media }, limits).map(({ code }) => code);
      expect(codes('Hello')).toEqual([]);
      expect(codes('')).toContain('post_empty');
      expect(codes('x'.repeat(limits.text.max + 1))).toContain('text_too_long');
      expect(publish.measure('👩‍👩‍👧‍👦é', limits)).toMatchObject({ used: 2, max: limits.text.max });
      const image = {
        mediaType: 'image/png',
        byteLength: 10,
        width: 1,
        height: 1,
        altText: null,
        fileName: 'a.png',
        load: async () => new Uint8Array(10),
      };
      expect(codes('Hello', [image])).toContain('alt_text_missing');
      expect(codes('Hello', [{ ...image, altText: 'A map', byteLength: limits.media.maxBytes + 1 }])).toEqual([
        'media_too_large',
      ]);
      expect(codes('Hello', [{ ...image, altText: 'A map', mediaType: 'application/pdf' }])).toEqual([
        'media_type_unsupported',
      ]);
      expect(Number.isNaN(Date.parse(limits.expiresOn))).toBe(false);
    });

    it('publishes once, and finds it again', async () => {
      const handle = publish.prepare(post('Hello'));
      expect(JSON.parse(JSON.stringify(handle))).toEqual(handle);
      expect(publish.prepare(post('Hello'))).not.toEqual(handle);
      const outcome = await publish.publish(fakes.access, post('Hello'), handle);
      expect(outcome).toMatchObject({
        state: 'published',
        remoteId: expect.any(String),
        payload: expect.stringMatching(/^\{/),
      });
      const again = await publish.reconcile(fakes.access, post('Hello'), handle);
      expect(again).toMatchObject({ state: 'published', remoteId: (outcome as { remoteId: string }).remoteId });
      expect(fakes.posts()).toEqual(['Hello']);
    });

    it('makes no second post when the same handle is sent twice', async () => {
      const handle = publish.prepare(post('Hello'));
      await publish.publish(fakes.access, post('Hello'), handle);
      const second = await publish.publish(fakes.access, post('Hello'), handle);
      expect(second.state).toBe('published');
      expect(fakes.posts()).toEqual(['Hello']);
    });

    it.each(['cut_after', 'overloaded_after'] as const)(
      'does not lose a post whose answer was lost (%s)',
      async (fault) => {
        const handle = publish.prepare(post('Hello'));
        fakes.breakNextPublish(fault);
        const outcome = await publish.publish(fakes.access, post('Hello'), handle);
        expect(['published', 'unknown']).toContain(outcome.state);
        expect(await publish.reconcile(fakes.access, post('Hello'), handle)).toMatchObject({ state: 'published' });
        expect(fakes.posts()).toEqual(['Hello']);
      },
    );

    it('says unknown, then not found, when the request may not have arrived', async () => {
      const handle = publish.prepare(post('Hello'));
      fakes.breakNextPublish('cut_before');
      expect(await publish.publish(fakes.access, post('Hello'), handle)).toMatchObject({ state: 'unknown' });
      expect(await publish.reconcile(fakes.access, post('Hello'), handle)).toMatchObject({ state: 'not_found' });
      expect(fakes.posts()).toEqual([]);
    });

    it('tells a refusal, with or without a reason', async () => {
      for (const fault of ['refused', 'error_page'] as const) {
        fakes.breakNextPublish(fault);
        const outcome = await publish.publish(fakes.access, post('Hello'), publish.prepare(post('Hello')));
        expect(outcome).toMatchObject({
          state: 'rejected',
          code: expect.any(String),
          detail: expect.stringMatching(/.+/),
        });
      }
      expect(fakes.posts()).toEqual([]);
    });

    it('throws only when it is certain that nothing was published', async () => {
      fakes.breakNextPublish('rate_limited');
      const limited = await publish
        .publish(fakes.access, post('Hello'), publish.prepare(post('Hello')))
        .catch((error: unknown) => error);
      expect(limited).toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 7 });
      fakes.breakNextPublish('locked_out');
      expect(await kindOf(publish.publish(fakes.access, post('Hello'), publish.prepare(post('Hello'))))).toBe(
        'auth_expired',
      );
      expect(fakes.posts()).toEqual([]);
      await fakes.stop();
      expect(await kindOf(publish.publish(fakes.access, post('Hello'), publish.prepare(post('Hello'))))).toBe(
        'unavailable',
      );
      expect(await kindOf(inbox.poll(fakes.access, null))).toBe('unavailable');
    });

    it('brings every message in once, with its exact source', async () => {
      const payloads = [fakes.mention('Is the bridge open? é 🌉'), fakes.mention('سلام')];
      const first = await inbox.poll(fakes.access, null);
      expect(first.items.map(({ payload }) => payload)).toEqual(payloads);
      first.items.forEach(expectWholeItem);
      expect((await inbox.poll(fakes.access, first.cursor)).items).toEqual([]);
      const third = fakes.mention('And now?');
      const second = await inbox.poll(fakes.access, first.cursor);
      expect(second.items.map(({ payload }) => payload)).toEqual([third]);
      expect((await inbox.poll(fakes.access, second.cursor)).items).toEqual([]);
    });

    it('takes every message of a long absence, oldest first', async () => {
      const start = await inbox.poll(fakes.access, null);
      const payloads = Array.from({ length: 130 }, (_, n) => fakes.mention(`message ${n}`));
      const items: InboundItem[] = [];
      let { cursor } = start;
      for (let more = true, rounds = 0; more && rounds < 20; rounds++) {
        const result = await inbox.poll(fakes.access, cursor);
        items.push(...result.items);
        ({ cursor, more } = result);
      }
      expect(items.map(({ payload }) => payload)).toEqual(payloads);
    });

    it('starts over with a cursor that it cannot read', async () => {
      fakes.mention('Hello');
      expect((await inbox.poll(fakes.access, 'garbage')).items).toHaveLength(1);
    });

    it('answers a message in its thread', async () => {
      fakes.mention('Is the bridge open?');
      const [item] = (await inbox.poll(fakes.access, null)).items;
      const { conversation, remoteRef, author } = required(item);
      const reply: OutgoingPost = {
        ...post('It opens at noon.'),
        replyTo: { root: conversation.ref, parent: remoteRef },
        mentionHandle: author.handle,
      };
      const handle = publish.prepare(reply);
      expect(await publish.publish(fakes.access, reply, handle)).toMatchObject({ state: 'published' });
      expect(fakes.posts()[0]).toContain('It opens at noon.');
      expect(await publish.reconcile(fakes.access, reply, handle)).toMatchObject({ state: 'published' });
    });

    it('counts the reactions to posts', async () => {
      if (!fakes.connector.metrics) return;
      const outcome = await publish.publish(fakes.access, post('Hello'), publish.prepare(post('Hello')));
      if (outcome.state !== 'published') throw new Error(outcome.state);
      const [counts] = await fakes.connector.metrics.readPosts(fakes.access, [outcome.remoteRef]);
      expect(counts).toMatchObject({
        remoteId: outcome.remoteId,
        likes: expect.any(Number),
        replies: expect.any(Number),
      });
    });
  });
}

function expectWholeItem(item: InboundItem): void {
  expect(item.remoteId).not.toBe('');
  expect(item.author.handle).not.toBe('');
  expect(item.author.displayName).not.toBe('');
  expect(Number.isNaN(Date.parse(item.sentAt))).toBe(false);
  expect(item.conversation.remoteId).not.toBe('');
  expect(() => JSON.parse(item.payload) as unknown).not.toThrow();
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}
