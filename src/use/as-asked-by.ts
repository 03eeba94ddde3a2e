import { clientsFor, formsFor } from '../clients/engines.ts';
import type { EngineName } from '../engines/engine.ts';
import type { ProbeSettings } from './probe-settings.ts';

/** The survey asks as the engine will, for mirrors that its file can name. Pure. */
export function asAskedBy(engine: EngineName, probe: ProbeSettings): ProbeSettings {
  const forms = formsFor(engine, probe.registry);
  const clients = clientsFor(engine, probe.registry);
  // Docker's plan tells its two stores apart by itself.
  return clients === null ? { ...probe, forms } : { ...probe, engine, clients, forms };
}
