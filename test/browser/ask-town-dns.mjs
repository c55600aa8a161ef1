/** Loaded into the processes under test by NODE_OPTIONS: TXT records are asked of the server that TOWN_DNS names. */
import { Resolver } from 'node:dns/promises';

const { resolveTxt } = Resolver.prototype;
Resolver.prototype.resolveTxt = function (name) {
  this.setServers([process.env.TOWN_DNS]);
  return resolveTxt.call(this, name);
};
