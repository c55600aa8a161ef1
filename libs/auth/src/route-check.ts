import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { isPermission } from '@divan/accounts';
import { ROUTE_ACCESS, type RouteAccess } from '@divan/platform';

const ROUTE_PATH = 'path';

/** Stops the start of an application that has a route without a declared access, or with an unknown permission. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const problems = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.problemsOf(metatype) : []));
    if (problems.length > 0) {
      const lines = problems.map((problem) => `  - ${problem}`).join('\n');
      throw new Error(`Every route must say who may use it (@RequirePermission, @Authenticated or @Public):\n${lines}`);
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- Nest's own type for a class
  private problemsOf(controller: Function): string[] {
    const prototype = controller.prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (typeof handler !== 'function' || !Reflect.hasMetadata(ROUTE_PATH, handler)) return [];
      const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [handler, controller]);
      const name = `${controller.name}.${method}`;
      if (!access) return [`${name} declares no access`];
      if (access.kind === 'permission' && !isPermission(access.permission))
        return [`${name} needs the unknown permission ${access.permission}`];
      return [];
    });
  }
}
