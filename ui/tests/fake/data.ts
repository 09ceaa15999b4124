import type { NumberRow } from '../../src/lib/bridge';

const countries = [
  { iso: 'IN', name: 'India', code: '91', shape: '80### #####' },
  { iso: 'DE', name: 'Germany', code: '49', shape: '30 ######' },
  { iso: 'GB', name: 'United Kingdom', code: '44', shape: '20 #### ####' },
  { iso: 'FR', name: 'France', code: '33', shape: '1 ## ## ## ##' },
  { iso: 'BR', name: 'Brazil', code: '55', shape: '11 #### ####' },
  { iso: 'US', name: 'United States', code: '1', shape: '212 ### ####' },
  { iso: 'JM', name: 'Jamaica', code: '1', shape: '876 ### ####' },
  { iso: 'JP', name: 'Japan', code: '81', shape: '3 #### ####' },
];
const aliases = ['Support — APAC', 'Vertrieb DE', 'Sales — UK', '', 'Service client', 'サポート窓口', 'Assistenza', 'دعم العملاء', 'NYC front desk', 'Suporte BR', '', 'Ventas MX'];
const names = ['Acme Support', 'Acme Sales', 'Acme Care', 'Acme Logistics'];
const owners = ['Main Account', 'Main Account', 'Americas Team', 'EU Team'];

export const wabas = ['Acme EU', 'Acme Americas', 'Acme Labs', 'Old brand', ''].map((name, at) => ({ id: `10229012934039${at}`, name, owner: owners[at % owners.length] ?? 'Main Account' }));

/** A random generator that returns the same values for the same seed on every machine. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export function makeRows(amount: number): NumberRow[] {
  const next = random(7);
  const pick = <T>(list: T[]) => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: amount }, (_, at) => {
    const country = countries[at % countries.length] as (typeof countries)[number];
    const local = country.shape.replaceAll('#', () => String(Math.floor(next() * 10)));
    const waba = wabas[Math.min(wabas.length - 1, Math.floor((at / amount) * wabas.length))] as (typeof wabas)[number];
    const configuration = pick(['webhook', 'webhook', 'webhook', 'ai_agent', '']);
    const status = pick(['connected', 'connected', 'connected', 'pending', 'disconnected', 'migrating']);
    const first = at === 0;
    return {
      number: first ? '918035737458' : `${country.code}${local.replaceAll(' ', '')}${amount > 1000 ? at : ''}`,
      international: first ? '+91 80357 37458' : `+${country.code} ${local}${amount > 1000 ? ` ${at}` : ''}`,
      countryIso: country.iso,
      country: country.name,
      alias: first ? 'Support — APAC' : pick(aliases),
      verifiedName: pick(names),
      wabaId: waba.id,
      waba: waba.name,
      status: first ? 'connected' : status,
      quality: pick(['green', 'green', 'yellow', 'red', 'unknown']),
      configuration: first ? 'webhook' : configuration,
      handledBy: first || configuration === 'webhook' ? 'hooks.acme.example' : configuration === 'ai_agent' ? pick(['Concierge', 'Triage', 'Ana']) : '',
      calling: first || next() > 0.5,
      owner: waba.owner,
      hasDraft: false,
      mappingDraft: false,
      problems: !first && configuration === '' ? ['No webhook and no agent is set.'] : [],
      check: null, selected: false,
    };
  });
}
