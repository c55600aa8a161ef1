import { Injectable } from '@nestjs/common';
import { Periodic } from '@divan/platform';
import { InactivityService } from './inactivity.service';

const HOUR_MS = 60 * 60 * 1000;

@Injectable()
export class InactivityJobs {
  constructor(private readonly inactivity: InactivityService) {}

  /** By the hour and not by the day: workers that are restarted every night would never come to it. */
  @Periodic('accounts.inactivity', HOUR_MS)
  sweep(): Promise<void> {
    return this.inactivity.sweep();
  }
}
