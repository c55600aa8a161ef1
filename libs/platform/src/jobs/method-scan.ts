import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

export interface FoundMethod<M> {
  meta: M;
  instance: Record<string, (...args: never[]) => unknown>;
  method: string;
}

/** Finds the methods of all providers that carry a metadata key. */
@Injectable()
export class MethodScan {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  find<M>(key: string): FoundMethod<M>[] {
    const found: FoundMethod<M>[] = [];
    for (const { instance } of this.discovery.getProviders()) {
      if (!instance || typeof instance !== 'object' || !Object.getPrototypeOf(instance)) continue;
      const target = instance as FoundMethod<M>['instance'];
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const handler = target[method];
        if (typeof handler !== 'function') continue;
        const meta = this.reflector.get<M | undefined>(key, handler);
        if (meta !== undefined) found.push({ meta, instance: target, method });
      }
    }
    return found;
  }
}
