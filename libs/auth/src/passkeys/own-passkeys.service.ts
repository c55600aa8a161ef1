import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Database, notFound, type RequestContext } from '@divan/platform';
import { lastFactor, passkeyInvalid } from '../auth.errors';
import { passkeyRemoved, passkeyRenamed } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { OwnAccount } from '../own-account/own-account';
import { SignInPolicy } from '../sign-in/sign-in-policy';
import { Ceremonies } from './ceremonies';
import { PasskeyRepository, type Passkey } from './passkey.repository';
import { PasskeyService, type BegunCreation } from './passkey.service';

/** A member's own passkeys. */
@Injectable()
export class OwnPasskeys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly own: OwnAccount,
    private readonly policy: SignInPolicy,
    private readonly ceremonies: Ceremonies,
    private readonly service: PasskeyService,
    private readonly passkeys: PasskeyRepository,
  ) {}

  list(ctx: RequestContext): Promise<Passkey[]> {
    return this.database.read(ctx, async (tx) => this.passkeys.list(tx, (await this.own.of(tx, ctx)).id));
  }

  begin(ctx: RequestContext): Promise<BegunCreation> {
    return this.own.onRecord(ctx, () =>
      this.database.transaction(ctx, async (tx) => {
        const { account } = await this.own.toChange(tx, ctx);
        return this.service.beginCreation(tx, 'registration', account, sessionOf(ctx));
      }),
    );
  }

  /** @throws 401 `auth.passkey_invalid`; 409 `auth.passkey_exists` */
  add(ctx: RequestContext, input: { ceremony: string; response: object; name: string }): Promise<Passkey> {
    return this.own.onRecord(ctx, () => {
      const ceremony = this.ceremonies.read(input.ceremony, 'registration');
      if (ceremony.within !== sessionOf(ctx)) throw passkeyInvalid();
      return this.database.transaction(ctx, async (tx) => {
        const { account } = await this.own.toChange(tx, ctx);
        return this.service.create(tx, ctx, ceremony, account, input);
      });
    });
  }

  rename(ctx: RequestContext, id: string, name: string): Promise<Passkey> {
    return this.database.transaction(ctx, async (tx) => {
      const account = await this.own.of(tx, ctx);
      const passkey = await this.passkeys.find(tx, account.id, id);
      if (!passkey) throw notFound('passkey');
      await this.passkeys.rename(tx, id, name);
      const object = { type: 'member', id: ctx.actor.id };
      await this.audit.write(tx, ctx, passkeyRenamed, { object, detail: { passkeyId: id, name } });
      return { ...passkey, name };
    });
  }

  /** @throws 409 `auth.last_factor` for the last second factor, and for the last passkey where a role asks for one */
  remove(ctx: RequestContext, id: string): Promise<void> {
    return this.own.onRecord(ctx, () =>
      this.database.transaction(ctx, async (tx) => {
        const { account, factors } = await this.own.toChange(tx, ctx);
        const passkey = await this.passkeys.find(tx, account.id, id);
        if (!passkey) throw notFound('passkey');
        const needed = factors.totpConfirmedAt === null || (await this.policy.wantsPhishingResistant(tx, ctx.actor.id));
        if (factors.passkeys === 1 && needed) throw lastFactor();
        await this.passkeys.remove(tx, id);
        const object = { type: 'member', id: ctx.actor.id };
        await this.audit.write(tx, ctx, passkeyRemoved, { object, detail: { passkeyId: id, name: passkey.name } });
        await this.mail.changed(tx, account, 'passkey-removed', this.clock.now());
      }),
    );
  }
}

function sessionOf(ctx: RequestContext): string {
  return ctx.origin.sessionId ?? '';
}
