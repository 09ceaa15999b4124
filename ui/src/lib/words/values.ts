import { typeLabels, type NumberRow } from '../bridge';
import type { Shape, Tone } from '../components/messages';

export { typeLabels };

export type Mark = { label: string; shape: Shape; tone: Tone };

const statuses: Record<string, Mark> = {
  connected: { label: 'connected', shape: 'disc', tone: 'ok' },
  pending: { label: 'pending', shape: 'half', tone: 'warn' },
  disconnected: { label: 'disconnected', shape: 'ring', tone: 'neutral' },
  'by hand': { label: 'by hand', shape: 'square', tone: 'accent' },
};

const qualities: Record<string, Mark> = {
  green: { label: 'high', shape: 'disc', tone: 'ok' },
  yellow: { label: 'medium', shape: 'triangle', tone: 'warn' },
  red: { label: 'low', shape: 'diamond', tone: 'bad' },
  unknown: { label: 'unknown', shape: 'ring', tone: 'neutral' },
};

/** A value from Plivo that this version does not know is shown as it is. */
const asSaid = (text: string): Mark => ({ label: text || 'not said', shape: 'square', tone: 'neutral' });

export const statusMark = (status: string) => statuses[status] ?? asSaid(status);
export const qualityMark = (quality: string) => qualities[quality] ?? asSaid(quality);

export function configurationLabel(configuration: string): string {
  if (configuration === 'webhook') return typeLabels.webhook;
  if (configuration === 'ai_agent') return typeLabels.aiAgent;
  return configuration || 'not set';
}

/** A WABA without a name is shown by its ID. A number can also belong to no known WABA. */
export const wabaLabel = (name: string, id: string) => name || id || 'No WABA';

/** What tells numbers apart beside their digits. */
export const numberHint = ({ alias, waba }: NumberRow) => [alias, waba].filter(Boolean).join(' · ');
