import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { assertIfMatch, Database, DomainEvents, newId, notFound, type RequestContext, type Tx } from '@divan/platform';
import { teamExists } from '../accounts.errors';
import {
  memberChanged,
  teamChangeRefused,
  teamCreated,
  teamDeleted,
  teamDeletedAudit,
  teamRenamed,
} from '../accounts.events';
import { OrganizationRepository } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { assertReachesTeams } from './team-reach';
import { TeamRepository, type Team } from './team.repository';

@Injectable()
export class TeamService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly teams: TeamRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  listTeams(ctx: RequestContext): Promise<Team[]> {
    return this.database.read(ctx, (tx) => this.teams.list(tx));
  }

  createTeam(ctx: RequestContext, name: string): Promise<Team> {
    return this.database.transaction(ctx, async (tx) => {
      await this.organizations.lockMembers(tx);
      const team = { id: newId(), name, memberCount: 0, version: 1 };
      if (!(await this.teams.insert(tx, team.id, name))) throw teamExists();
      await this.audit.write(tx, ctx, teamCreated, { object: { type: 'team', id: team.id }, detail: {} });
      return team;
    });
  }

  /** @throws 412; 409 `accounts.team_exists` */
  renameTeam(ctx: RequestContext, id: string, ifMatch: string, name: string): Promise<Team> {
    return this.database.transaction(ctx, async (tx) => {
      const team = await this.lock(tx, id, ifMatch);
      if (!(await this.teams.rename(tx, id, name))) throw teamExists();
      await this.audit.write(tx, ctx, teamRenamed, { object: { type: 'team', id }, detail: {} });
      return { ...team, name, version: team.version + 1 };
    });
  }

  /** @throws 412; what a feature above that still needs the team throws */
  deleteTeam(ctx: RequestContext, id: string, ifMatch: string): Promise<void> {
    return recordRefusal(this.audit, ctx, teamChangeRefused, { type: 'team', id }, () =>
      this.database.transaction(ctx, async (tx) => {
        await this.lock(tx, id, ifMatch);
        assertReachesTeams(ctx, [id]);
        const members = await this.teams.membersOf(tx, id);
        // First the row: from here on nobody can share anything with the team, and then whoever needs it may object.
        await this.teams.delete(tx, id);
        await this.events.publish(tx, ctx, teamDeleted, [{ teamId: id }]);
        await this.audit.write(tx, ctx, teamDeletedAudit, {
          object: { type: 'team', id },
          detail: { memberIds: members.map(({ memberId }) => memberId) },
        });
        await this.events.publish(
          tx,
          ctx,
          memberChanged,
          members.map((member) => ({ ...member, stateChanged: false })),
        );
      }),
    );
  }

  private async lock(tx: Tx, id: string, ifMatch: string): Promise<Team> {
    await this.organizations.lockMembers(tx);
    const team = await this.teams.lock(tx, id);
    if (!team) throw notFound('team');
    assertIfMatch(ifMatch, team.version);
    return team;
  }
}
