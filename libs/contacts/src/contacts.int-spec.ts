import { Test, type TestingModule } from '@nestjs/testing';
import { PlatformModule, type RequestContext } from '@divan/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ContactsModule } from './contacts.module';
import { ContactsService } from './contacts.service';
import { IdentitiesService } from './identities.service';
import type { Author } from './identity.repository';

let test: TestDatabase;
let nest: TestingModule;
let identities: IdentitiesService;
let contacts: ContactsService;

beforeAll(async () => {
  test = await createTestDatabase();
  const imports = [PlatformModule.forRoot({ process: 'command', config: test.config }), ContactsModule];
  nest = await Test.createTestingModule({ imports }).compile();
  nest.useLogger(false);
  await nest.init();
  identities = nest.get(IdentitiesService);
  contacts = nest.get(ContactsService);
});
afterAll(async () => {
  await nest?.close();
  await test?.close();
});

const author = (name: string, more: Partial<Author> = {}): Author => {
  return { remoteId: name, handle: `${name}.example`, displayName: name, avatarUrl: null, profileUrl: null, ...more };
};
const upsert = (ctx: RequestContext, authors: Author[], network = 'fake') =>
  test.database.transaction(ctx, (tx) => identities.upsertIdentities(tx, ctx, network, authors));

it('knows a person again, and takes over what the network says anew', async () => {
  const { ctx } = await test.organization();
  const first = await upsert(ctx, [author('dana'), author('ali'), author('dana')]);
  const second = await upsert(ctx, [
    author('dana', { displayName: 'Dana O.', avatarUrl: 'https://cdn.example/d.jpg' }),
  ]);
  expect(second.get('dana')).toEqual(first.get('dana'));
  const view = await test.database.transaction(ctx, (tx) =>
    contacts.viewContact(tx, ctx, first.get('dana')!.contactId),
  );
  expect(view).toMatchObject({
    displayName: 'Dana O.',
    identities: [{ displayName: 'Dana O.', avatarUrl: 'https://cdn.example/d.jpg', network: 'fake' }],
  });
});

it('keeps one identity when many meet the same people at once', async () => {
  const { ctx, id } = await test.organization();
  const people = Array.from({ length: 60 }, (_, i) => author(`p${i}`));
  const maps = await Promise.all(
    [people, [...people].reverse(), people.slice(20), people.slice(0, 40)].map((batch) => upsert(ctx, batch)),
  );
  const known = new Map([...maps[0]!].map(([remoteId, identity]) => [remoteId, identity.identityId]));
  for (const map of maps) for (const [remoteId, identity] of map) expect(identity.identityId).toBe(known.get(remoteId));
  const [row] = await test.ownerQuery(
    `SELECT (SELECT count(*)::int FROM identities WHERE organization_id = $1) AS identities,
            (SELECT count(*)::int FROM contacts WHERE organization_id = $1) AS contacts`,
    [id],
  );
  expect(row).toEqual({ identities: 60, contacts: 60 });
});

it('is another person on another network and in another organization', async () => {
  const here = await test.organization();
  const there = await test.organization();
  const ids = [
    await upsert(here.ctx, [author('x')]),
    await upsert(here.ctx, [author('x')], 'other'),
    await upsert(there.ctx, [author('x')]),
  ];
  expect(new Set(ids.map((map) => map.get('x')!.contactId)).size).toBe(3);
  const view = test.database.transaction(there.ctx, (tx) =>
    contacts.viewContact(tx, there.ctx, ids[0]!.get('x')!.contactId),
  );
  await expect(view).rejects.toMatchObject({ status: 404 });
});

it('audits that someone read a person’s data, once an hour', async () => {
  const { ctx, id } = await test.organization();
  const contactId = (await upsert(ctx, [author('dana')])).get('dana')!.contactId;
  const look = (sessionId: string) => {
    const viewer = { ...ctx, origin: { ...ctx.origin, sessionId } };
    return test.database.transaction(viewer, (tx) => contacts.viewContact(tx, viewer, contactId));
  };
  await look('a');
  await look('a');
  await look('b');
  await test.ownerQuery(`UPDATE contact_views SET viewed_at = viewed_at - interval '61 minutes' WHERE viewer = 'a'`);
  await look('a');
  const views = await test.ownerQuery(
    `SELECT 1 FROM audit_events WHERE organization_id = $1 AND kind = 'contacts.contact-viewed'`,
    [id],
  );
  expect(views).toHaveLength(3);
});
