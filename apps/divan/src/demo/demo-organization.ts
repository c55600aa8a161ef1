import { InvitationService, OrganizationService, type NewMember } from '@divan/accounts';
import { Database, systemContext } from '@divan/platform';
import { withApplication } from '../command.module';
import type { INestApplicationContext } from '@nestjs/common';
import type { DemoClient } from './demo-client';
import { ORGANIZATION, PEOPLE, TEAMS } from './demo-people';
import type { DemoFile } from './demo-state';

interface Listed<T> {
  items: T[];
}

/** The organization and its first administrator's link, as `create-organization` makes them. */
export async function makeOrganization(file: DemoFile): Promise<void> {
  const [administrator] = PEOPLE;
  if (!administrator) return;
  const invited = { email: administrator.email, name: administrator.name };
  await withApplication(async (app) => {
    const organizations = app.get(OrganizationService);
    // Made by a run that was killed before it could write the link down: invite again, the first link then ends.
    const known = (await organizations.listOrganizations()).find(({ name }) => name === ORGANIZATION.name);
    if (known) {
      const link = await linkFor(app, known.id, { ...invited, roles: [administrator.role], teamIds: [] });
      Object.assign(file.state, { organizationId: known.id, invitationLink: link });
    } else {
      const made = await organizations.createOrganization({ ...ORGANIZATION, administrator: invited });
      Object.assign(file.state, { organizationId: made.organization.id, invitationLink: made.invitation.link });
    }
  });
  file.save();
}

/** A link for somebody who is made up and reads no mail. */
function linkFor(app: INestApplicationContext, organizationId: string, member: NewMember): Promise<string> {
  const ctx = systemContext(organizationId, 'demo');
  return app
    .get(Database)
    .transaction(ctx, async (tx) => (await app.get(InvitationService).inviteShown(tx, ctx, member)).link);
}

/** Who joined by a link is an active member; the link of a joined member no longer works, so sign in then. */
export async function joinOrSignIn(client: DemoClient, link: () => Promise<string>): Promise<void> {
  try {
    await client.signIn();
  } catch {
    await client.join(await link());
  }
}

export async function makeTeams(administrator: DemoClient): Promise<Map<string, string>> {
  const teams = new Map<string, string>();
  const { items } = await administrator.get<Listed<{ id: string; name: string }>>('/v1/teams');
  for (const { id, name } of items) teams.set(name, id);
  for (const name of TEAMS) {
    if (teams.has(name)) continue;
    const { id } = await administrator.post<{ id: string }>('/v1/teams', { name });
    teams.set(name, id);
  }
  return teams;
}

/** Invites and lets join everyone but the administrator, and puts all into their teams. */
export async function makeMembers(
  organizationId: string,
  administrator: DemoClient,
  others: DemoClient[],
  teams: Map<string, string>,
): Promise<void> {
  const teamIdsOf = (email: string): string[] =>
    (PEOPLE.find((person) => person.email === email)?.teams ?? []).map((name) => teams.get(name) ?? '');
  for (const client of others) {
    const { email, name, roles } = client.member;
    await joinOrSignIn(client, async () => {
      const invitation = { email, name, roles, teamIds: teamIdsOf(email) };
      const { link } = await administrator.post<{ link: string | null }>('/v1/invitations', invitation);
      return link ?? withApplication((app) => linkFor(app, organizationId, invitation));
    });
    const locale = PEOPLE.find((person) => person.email === email)?.locale;
    if (locale && locale !== 'en') await client.call('PATCH', '/v1/me', { locale });
  }
  const { items } = await administrator.get<Listed<{ id: string; email: string; version: number }>>('/v1/members');
  const first = items.find(({ email }) => email === administrator.member.email);
  if (first) {
    await administrator.patch(
      `/v1/members/${first.id}`,
      { teamIds: teamIdsOf(administrator.member.email) },
      first.version,
    );
  }
}
