import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { DivanRequest } from '@divan/platform';
import { keyRequired } from '../federation.errors';

/** Directories come with a key. A person's session would get around the fresh second factor that members' routes want. */
@Injectable()
export class KeyOnlyGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    const { ctx } = host.switchToHttp().getRequest<DivanRequest>();
    if (ctx?.actor.kind !== 'key') throw keyRequired();
    return true;
  }
}
