import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, newId, type RequestContext } from '@divan/platform';
import { teamExists } from '../accounts.errors';
import { teamCreated } from '../accounts.events';
import { TeamRepository, type Team } from './team.repository';

@Injectable()
export class TeamService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly teams: TeamRepository,
  ) {}

  listTeams(ctx: RequestContext): Promise<Team[]> {
    return this.database.read(ctx, (tx) => this.teams.list(tx));
  }

  createTeam(ctx: RequestContext, name: string): Promise<Team> {
    return this.database.transaction(ctx, async (tx) => {
      const team = { id: newId(), name, memberCount: 0 };
      if (!(await this.teams.insert(tx, team.id, name))) throw teamExists();
      await this.audit.write(tx, ctx, teamCreated, { object: { type: 'team', id: team.id }, detail: {} });
      return team;
    });
  }
}
