import { createTestApp, type TestApp } from '../support/app';
import { startPracticeNetwork, type PracticeNetwork } from '../support/practice-network';
import { recomputedRoot } from '../support/pull.mjs';
import { eventually, Rest } from '../support/rest';
import { newAdministrator, newMember } from '../support/sign-in';

interface Conversation {
  id: string;
  version: number;
  kind: string;
  status: string;
  assignee: { id: string } | null;
  contact: { id: string; handle: string };
  lastMessage: { text: string };
}
interface Message {
  id: string;
  direction: string;
  text: string;
  delivery: { state: string } | null;
}
interface Pull {
  items: { leafIndex: number; class: string; payload: { sha256: string } }[];
  nextAfter: number | null;
  leafHashes: { from: number; hashes: string[] };
  checkpoint: { size: number; root: string };
}

let network: PracticeNetwork;
let test: TestApp;
let admin: Rest;
let agent: Rest;
let agentId: string;

beforeAll(async () => {
  network = await startPracticeNetwork('answered');
  test = await createTestApp({ worker: true, env: { HTTP_ALLOWED_HOSTS: network.host, INBOX_POLL_SECONDS: '1' } });
  const administrator = await newAdministrator(test);
  const agentMember = await newMember(test, administrator, 'agent@rivertown.example', ['agent']);
  agentId = agentMember.memberId;
  admin = new Rest(test.address, administrator);
  agent = new Rest(test.address, agentMember);
  const begun = await admin.post<{ authorizationUrl: string }>('/v1/channel-authorizations', {
    network: 'mastodon',
    settings: { instance: network.url },
  });
  const done = await admin.post(
    '/v1/channel-authorizations/complete',
    await network.authorize(begun.body.authorizationUrl),
  );
  expect(done.status).toBe(201);
}, 60_000);
afterAll(async () => {
  await test.close();
  await network.close();
});

const find = (text: string, query = 'status=open'): Promise<Conversation | undefined> =>
  agent
    .get<{ items: Conversation[] }>(`/v1/conversations?${query}&limit=200`)
    .then(({ body }) => body.items.find((item) => item.lastMessage.text.includes(text)));

describe('a citizen writes to the city', () => {
  let conversation: Conversation;
  let status: { id: string };

  it('and is in the inbox, once, with the week that came before', async () => {
    const citizen = await network.asCitizen('maria_lopez');
    status = await citizen('POST', '/api/v1/statuses', {
      status: '@rivertown Is the pool open on Sunday? استخر باز است؟',
    });
    conversation = await eventually('the mention', () => find('pool open on Sunday'));
    expect(conversation.contact.handle).toContain('maria');
    const again = await agent.get<{ items: Conversation[] }>('/v1/conversations?q=pool&limit=200');
    expect(again.body.items.filter((item) => item.lastMessage.text.includes('pool open on Sunday'))).toHaveLength(1);
  });

  it('is taken by an agent, who alone changes what was seen', async () => {
    const read = await agent.get<Conversation>(`/v1/conversations/${conversation.id}`);
    const taken = await agent.patch<Conversation>(
      `/v1/conversations/${conversation.id}`,
      { assigneeId: agentId },
      read.body.version,
    );
    expect(taken.status).toBe(200);
    expect(taken.body.assignee?.id).toBe(agentId);
    const late = await admin.patch(`/v1/conversations/${conversation.id}`, { assigneeId: null }, read.body.version);
    expect(late.status).toBe(412);
  });

  it('is answered on the network, once, also when the button is pressed twice', async () => {
    const text = 'Yes, from 10 to 18. بله، از ۱۰ تا ۱۸.';
    const key = { 'Idempotency-Key': 'one-press' };
    const [first, second] = await Promise.all([
      agent.post<Message>(`/v1/conversations/${conversation.id}/messages`, { text }, key),
      agent.post<Message>(`/v1/conversations/${conversation.id}/messages`, { text }, key),
    ]);
    expect([first.status, second.status].sort()).toEqual(expect.arrayContaining([202]));
    const citizen = await network.asCitizen('maria_lopez');
    const replies = await eventually('the reply', async () => {
      const { descendants }: { descendants: { content: string }[] } = await citizen(
        'GET',
        `/api/v1/statuses/${status.id}/context`,
      );
      return descendants.length > 0 && descendants;
    });
    expect(replies.filter((reply) => reply.content.includes('from 10 to 18'))).toHaveLength(1);
    await eventually('the delivery', async () => {
      const { body } = await agent.get<{ items: Message[] }>(`/v1/conversations/${conversation.id}/messages`);
      return body.items.some((message) => message.direction === 'outbound' && message.delivery?.state === 'sent');
    });
  });

  it('is resolved, and opens again when they write again', async () => {
    const read = await agent.get<Conversation>(`/v1/conversations/${conversation.id}`);
    const resolved = await agent.patch<Conversation>(
      `/v1/conversations/${conversation.id}`,
      { status: 'resolved' },
      read.body.version,
    );
    expect(resolved.body.status).toBe('resolved');
    const citizen = await network.asCitizen('maria_lopez');
    await citizen('POST', '/api/v1/statuses', { status: '@rivertown And on Monday?', in_reply_to_id: status.id });
    const open = await eventually('the reopened conversation', () => find('And on Monday'));
    expect(open.id).toBe(conversation.id);
  });

  it('cannot be too long, and the field is named', async () => {
    const { status: code, body } = await agent.post<{ errors: { pointer: string }[] }>(
      `/v1/conversations/${conversation.id}/messages`,
      { text: 'x'.repeat(501) },
    );
    expect(code).toBe(422);
    expect(body.errors[0]?.pointer).toBe('/text');
  });

  it('is in the log with the exact bytes, and the root recomputed by the puller equals the checkpoint’s', async () => {
    const { records, hashes, checkpoint } = await eventually('a checkpoint over all', async () => {
      const pulled = await pull();
      return pulled.hashes.length === pulled.checkpoint.size && pulled;
    });
    expect(recomputedRoot(hashes).toString('base64')).toBe(checkpoint.root);
    expect(new Set(records.map((record) => record.class))).toEqual(
      new Set(['inbound_message', 'outbound_reply', 'reaction']),
    );
  });
});

async function pull(): Promise<{ records: Pull['items']; hashes: string[]; checkpoint: Pull['checkpoint'] }> {
  const records: Pull['items'] = [];
  const hashes: string[] = [];
  for (let after = -1; ;) {
    const { body, status } = await admin.get<Pull>(`/v1/records?after=${after}&limit=100`);
    expect(status).toBe(200);
    records.push(...body.items);
    expect(body.leafHashes.from).toBe(hashes.length);
    hashes.push(...body.leafHashes.hashes);
    if (body.nextAfter === null || body.nextAfter <= after || hashes.length >= body.checkpoint.size)
      return { records, hashes, checkpoint: body.checkpoint };
    after = body.nextAfter;
  }
}
