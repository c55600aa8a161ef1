import { ChannelConnectionService } from '@divan/channels';
import { type Connector, ConnectorRegistry } from '@divan/connectors';
import { Clock, Config, newId, OnEvent, PlatformModule, type RequestContext, type Tx } from '@divan/platform';
import { PostDrafts, type PostDetails, PublishingService } from '@divan/publishing';
import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { testEnvironment } from '../../../test/support/environment';
import { decisionMade, type DecisionMade } from './approvals.events';
import { ApprovalsModule } from './approvals.module';
import { ApprovalsService, type RequestDetails } from './approvals.service';

const network: Connector = {
  id: 'fake',
  name: 'Fake network',
  unsupported: [],
  connect: {
    method: 'credentials',
    fields: [],
    connect: () =>
      Promise.resolve({
        remoteId: newId(),
        handle: '@city',
        displayName: 'City',
        avatarUrl: null,
        profileUrl: null,
        credentials: {},
        settings: {},
      }),
  },
  publish: {
    limits: () =>
      Promise.resolve({
        text: { max: 300, unit: 'graphemes' },
        media: { max: 4, types: ['image/png'], maxBytes: 1_000_000, altText: 'supported', altTextMax: 100 },
        dataVersion: 'fake',
        expiresOn: '2999-01-01',
      }),
    measure: (text, { text: { max, unit } }) => ({ used: text.length, max, unit }),
    check: () => [],
    prepare: () => ({}),
    publish: () => Promise.reject(new Error('Nothing is sent here.')),
    reconcile: () => Promise.reject(new Error('Nothing is sent here.')),
  },
};

@Injectable()
class Witness {
  seen: DecisionMade[] = [];

  @OnEvent(decisionMade)
  async note(_tx: Tx, _ctx: RequestContext, items: DecisionMade[]): Promise<void> {
    this.seen.push(...items);
  }
}

class FakeClock extends Clock {
  shift = 0;
  override now(): Date {
    return new Date(Date.now() + this.shift);
  }
}

let test: TestDatabase;
let app: TestingModule;
let approvals: ApprovalsService;
let publishing: PublishingService;
let drafts: PostDrafts;
const clock = new FakeClock();

beforeAll(async () => {
  test = await createTestDatabase();
  const config = new Config(testEnvironment(test.url));
  app = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config }), ApprovalsModule],
    providers: [Witness],
  })
    .overrideProvider(ConnectorRegistry)
    .useValue(new ConnectorRegistry([network]))
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  app.useLogger(false);
  await app.init();
  approvals = app.get(ApprovalsService);
  publishing = app.get(PublishingService, { strict: false });
  drafts = app.get(PostDrafts, { strict: false });
});
afterAll(async () => {
  await app?.close();
  await test?.close();
});
beforeEach(() => (clock.shift = 0));

const member = (ctx: RequestContext, name: string, permissions = ['*']): RequestContext => ({
  ...ctx,
  actor: { kind: 'member', id: newId(), name },
  permissions: new Set(permissions),
});
const tag = ({ post }: PostDetails): string => `"${post.version}"`;

interface Asked {
  ctx: RequestContext;
  author: RequestContext;
  submitter: RequestContext;
  approver: RequestContext;
  post: PostDetails;
  request: RequestDetails;
}

async function ask(scheduledFor: { local: string; timeZone: string } | null = null): Promise<Asked> {
  const { ctx } = await test.organization();
  const [author, submitter, approver] = ['Paria', 'Sam', 'Lena'].map((name) => member(ctx, name)) as [
    RequestContext,
    RequestContext,
    RequestContext,
  ];
  const channel = await app.get(ChannelConnectionService, { strict: false }).connectByCredentials(ctx, 'fake', {});
  const variants = [{ channelId: channel.id, text: null, mediaIds: null }];
  const draft = await drafts.createPost(author, {
    title: null,
    text: 'The bridge is closed.',
    mediaIds: [],
    variants,
    scheduledFor,
  });
  const post = await publishing.submitPost(submitter, draft.post.id, tag(draft));
  const { items } = await approvals.listRequests(approver, { states: ['pending'], before: null, limit: 10 });
  expect(items).toHaveLength(1);
  return { ctx, author, submitter, approver, post, request: items[0]! };
}

const postOf = async ({ approver, post }: Asked): Promise<PostDetails> =>
  (await test.database.read(approver, (tx) => publishing.describePosts(approver, tx, [post.post.id])))[0]!;
const yes = ({ request }: Asked) => ({
  decision: 'approve' as const,
  comment: null,
  contentHash: request.request.contentHash,
});

describe('a request', () => {
  it('is opened by the submission, and its approval schedules the post', async () => {
    const asked = await ask();
    expect(asked.request).toMatchObject({
      obstacle: null,
      request: { state: 'pending', requestedBy: { name: 'Sam' } },
    });
    const decided = await approvals.decide(asked.approver, asked.request.request.id, yes(asked));
    expect(decided).toMatchObject({
      request: { state: 'approved' },
      decisions: [{ decision: 'approve', by: { name: 'Lena' } }],
    });
    expect((await postOf(asked)).publications).toMatchObject([{ state: 'scheduled' }]);
    const seen = app.get(Witness).seen.find((item) => item.requestId === asked.request.request.id);
    expect(JSON.parse(seen!.content)).toMatchObject({ variants: [{ text: 'The bridge is closed.' }] });
  });

  it('is never decided by the author, the submitter, a program or without the permission, and that is recorded', async () => {
    const asked = await ask();
    const { id } = asked.request.request;
    await expect(approvals.decide(asked.author, id, yes(asked))).rejects.toMatchObject({
      code: 'approvals.own_post',
      status: 403,
    });
    await expect(approvals.decide(asked.submitter, id, yes(asked))).rejects.toMatchObject({
      code: 'approvals.own_post',
    });
    await expect(approvals.decide(asked.ctx, id, yes(asked))).rejects.toMatchObject({
      code: 'approvals.person_required',
    });
    const reader = member(asked.ctx, 'Rob', ['approvals:read', 'organization:manage']);
    await expect(approvals.decide(reader, id, yes(asked))).rejects.toMatchObject({ status: 403 });
    expect((await approvals.getRequest(asked.author, id)).obstacle).toMatchObject({ code: 'approvals.own_post' });
    const refusals = await test.database.read(asked.ctx, (tx) =>
      tx.query(`SELECT 1 FROM audit_events WHERE kind = 'approvals.decision-refused'`),
    );
    expect(refusals).toHaveLength(4);
    expect((await postOf(asked)).post.state).toBe('in_review');
  });

  it('is decided once, however many decide at the same moment', async () => {
    const asked = await ask();
    const others = Array.from({ length: 4 }, (_, n) => member(asked.ctx, `Approver ${n}`));
    const results = await Promise.allSettled(
      others.map((ctx) => approvals.decide(ctx, asked.request.request.id, yes(asked))),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'approvals.already_decided', status: 409 });
    expect((await postOf(asked)).publications).toHaveLength(1);
  });

  it('refuses a decision about other content than was asked about', async () => {
    const asked = await ask();
    const other = { ...yes(asked), contentHash: '0'.repeat(64) };
    await expect(approvals.decide(asked.approver, asked.request.request.id, other)).rejects.toMatchObject({
      code: 'approvals.content_changed',
      status: 409,
    });
  });

  it('is void after an edit, before or after the approval', async () => {
    const soon = { local: new Date(Date.now() + 3_600_000).toISOString().slice(0, 16), timeZone: 'UTC' };
    const before = await ask(soon);
    await drafts.editPost(before.author, before.post.post.id, { text: 'Open.' }, tag(before.post));
    await expect(approvals.decide(before.approver, before.request.request.id, yes(before))).rejects.toMatchObject({
      code: 'approvals.already_decided',
    });
    const after = await ask(soon);
    await approvals.decide(after.approver, after.request.request.id, yes(after));
    await drafts.editPost(after.author, after.post.post.id, { text: 'Open.' }, tag(await postOf(after)));
    expect((await approvals.getRequest(after.approver, after.request.request.id)).request.state).toBe('voided');
    expect(await postOf(after)).toMatchObject({ post: { state: 'draft' }, publications: [] });
  });

  it('never ends in a schedule that nobody approved when an edit and an approval meet', async () => {
    const asked = await ask();
    const [edit, decision] = await Promise.allSettled([
      drafts.editPost(asked.author, asked.post.post.id, { text: 'Open.' }, '*'),
      approvals.decide(asked.approver, asked.request.request.id, yes(asked)),
    ]);
    expect(edit.status).toBe('fulfilled');
    expect(await postOf(asked)).toMatchObject({ post: { state: 'draft', text: 'Open.' }, publications: [] });
    if (decision.status === 'rejected') expect(decision.reason).toMatchObject({ status: 409 });
  });

  it('publishes nothing by itself when approved too late', async () => {
    const asked = await ask({ local: new Date(Date.now() + 3_600_000).toISOString().slice(0, 16), timeZone: 'UTC' });
    clock.shift = 2 * 3_600_000;
    await approvals.decide(asked.approver, asked.request.request.id, yes(asked));
    expect(await postOf(asked)).toMatchObject({
      post: { state: 'approved', stateReason: { code: 'publishing.approved_late' } },
      publications: [],
    });
  });

  it('needs a comment for anything but yes', async () => {
    const asked = await ask();
    const { id } = asked.request.request;
    const no = { ...yes(asked), decision: 'request_changes' as const };
    await expect(approvals.decide(asked.approver, id, { ...no, comment: '  ' })).rejects.toMatchObject({
      code: 'approvals.comment_required',
    });
    await approvals.decide(asked.approver, id, { ...no, comment: 'Say until when.' });
    const { post } = await postOf(asked);
    expect(post.state).toBe('changes_requested');
    const again = await publishing.submitPost(asked.author, post.id, `"${post.version}"`);
    expect(again.post.state).toBe('in_review');
  });

  it('is of its organization only, and its decisions cannot be changed', async () => {
    const asked = await ask();
    await approvals.decide(asked.approver, asked.request.request.id, yes(asked));
    const { ctx: other } = await test.organization('Another city');
    await expect(approvals.getRequest(other, asked.request.request.id)).rejects.toMatchObject({ status: 404 });
    expect(
      await test.database.read(other, (tx) =>
        tx.query('SELECT 1 FROM approval_requests UNION SELECT 1 FROM approval_decisions'),
      ),
    ).toEqual([]);
    const tamper = test.database.transaction(asked.ctx, (tx) =>
      tx.execute(`UPDATE approval_decisions SET decision = 'reject'`),
    );
    await expect(tamper).rejects.toThrow();
  });
});
