import { Injectable } from '@nestjs/common';
import { Clock, Database, Periodic } from '@divan/platform';
import { SessionRepository } from './sessions/session.repository';
import { KnownDeviceRepository } from './devices/known-device.repository';
import { PasswordResetRepository } from './passwords/password-reset.repository';
import { UsedTokenRepository } from './passkeys/used-token.repository';
import { ThrottleRepository } from './sign-in/throttle.repository';

const HOUR_MS = 60 * 60 * 1000;
const KEEP_MS = 30 * 24 * HOUR_MS;
// As long as browsers keep the cookie.
const KEEP_DEVICES_MS = 400 * 24 * HOUR_MS;

@Injectable()
export class AuthJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionRepository,
    private readonly throttles: ThrottleRepository,
    private readonly resets: PasswordResetRepository,
    private readonly used: UsedTokenRepository,
    private readonly devices: KnownDeviceRepository,
  ) {}

  @Periodic('auth.prune', HOUR_MS)
  async prune(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEEP_MS);
    await this.database.system('auth-prune', async (tx) => {
      await this.sessions.prune(tx, before);
      await this.throttles.prune(tx, before);
      await this.used.prune(tx, before);
      await this.resets.prune(tx, before);
      await this.devices.prune(tx, new Date(this.clock.now().getTime() - KEEP_DEVICES_MS));
    });
  }
}
