// Provisional, of the shape that the generator writes from the Rust types; the generated file takes its place.
import { invoke as __TAURI_INVOKE, type Channel } from '@tauri-apps/api/core';

export const commands = {
  start: () => __TAURI_INVOKE<StartView>('start'),
  subscribe: (channel: Channel<Notice>) => __TAURI_INVOKE<null>('subscribe', { channel }),
  readyToClose: () => __TAURI_INVOKE<null>('ready_to_close'),
  connectAccount: (credentials: Credentials) => __TAURI_INVOKE<AccountView>('connect_account', { credentials }),
  enterToken: (account: string, authToken: string, sessionOnly: boolean) =>
    __TAURI_INVOKE<AccountView>('enter_token', { account, authToken, sessionOnly }),
  openSandbox: () => __TAURI_INVOKE<AccountView>('open_sandbox'),
  resetSandbox: () => __TAURI_INVOKE<null>('reset_sandbox'),
  switchAccount: (account: string) => __TAURI_INVOKE<StartView>('switch_account', { account }),
  renameAccount: (account: string, name: string, colour: Colour) =>
    __TAURI_INVOKE<AccountView>('rename_account', { account, name, colour }),
  signOut: (account: string) => __TAURI_INVOKE<StartView>('sign_out', { account }),
  status: (account: string) => __TAURI_INVOKE<StatusView>('status', { account }),
  syncStart: (account: string) => __TAURI_INVOKE<null>('sync_start', { account }),
  syncStop: (account: string) => __TAURI_INVOKE<null>('sync_stop', { account }),
  numbersWindow: (account: string, query: NumbersQuery, offset: number, limit: number, locate: string | null) =>
    __TAURI_INVOKE<NumbersWindow>('numbers_window', { account, query, offset, limit, locate }),
  numbersMatching: (account: string, query: NumbersQuery) =>
    __TAURI_INVOKE<string[]>('numbers_matching', { account, query }),
  facets: (account: string) => __TAURI_INVOKE<Facets>('facets', { account }),
  wabaMembers: (account: string, wabaId: string) => __TAURI_INVOKE<MemberView[]>('waba_members', { account, wabaId }),
  choices: (account: string) => __TAURI_INVOKE<Choices>('choices', { account }),
  openNumber: (account: string, number: string) => __TAURI_INVOKE<PanelView>('open_number', { account, number }),
  numberPanel: (account: string, number: string) => __TAURI_INVOKE<PanelView>('number_panel', { account, number }),
  closeNumber: (account: string) => __TAURI_INVOKE<null>('close_number', { account }),
  editNumber: (account: string, number: string, edit: Edit) =>
    __TAURI_INVOKE<PanelView>('edit_number', { account, number, edit }),
  undoField: (account: string, number: string, field: FieldName) =>
    __TAURI_INVOKE<PanelView>('undo_field', { account, number, field }),
  discardDraft: (account: string, number: string, mapping: boolean) =>
    __TAURI_INVOKE<DiscardedDraft>('discard_draft', { account, number, mapping }),
  undoDiscard: (account: string, id: number) => __TAURI_INVOKE<null>('undo_discard', { account, id }),
  saveNumber: (account: string, number: string, includeMapping: boolean) =>
    __TAURI_INVOKE<SaveOutcome>('save_number', { account, number, includeMapping }),
  confirmRemap: (account: string, number: string, previewId: string, typed: string) =>
    __TAURI_INVOKE<SaveOutcome>('confirm_remap', { account, number, previewId, typed }),
  dropPreview: (account: string, previewId: string) =>
    __TAURI_INVOKE<null>('drop_preview', { account, previewId }),
  disconnectPreview: (account: string, number: string) =>
    __TAURI_INVOKE<DisconnectPreviewView>('disconnect_preview', { account, number }),
  confirmDisconnect: (account: string, number: string, previewId: string, typed: string) =>
    __TAURI_INVOKE<DisconnectOutcome>('confirm_disconnect', { account, number, previewId, typed }),
  activity: (account: string, query: ActivityQuery) => __TAURI_INVOKE<ActivityPage>('activity', { account, query }),
  drafts: (account: string) => __TAURI_INVOKE<DraftEntry[]>('drafts', { account }),
};

export type DiscardedDraft = { id: number };

export type AccountKind = 'main' | 'subaccount' | 'sandbox';
export type TokenPlace = 'keychain' | 'session' | 'missing' | 'unreadable';
export type Colour = 'orange' | 'blue' | 'green' | 'violet' | 'pink' | 'teal' | 'grey';
export type AccountView = {
  id: string;
  name: string;
  colour: Colour;
  authId: string;
  apiAddress: string;
  kind: AccountKind;
  token: TokenPlace;
};
export type Credentials = {
  name: string;
  authId: string;
  authToken: string;
  apiAddress: string | null;
  sessionOnly: boolean;
};
export type StartView = {
  version: string;
  accounts: AccountView[];
  current: AccountView | null;
  status: StatusView | null;
  notes: string[];
  openNumber: string | null;
};

export type StatusView = { connection: ConnectionView; sync: SyncView; token: TokenPlace; drafts: number };
export type ConnectionView =
  | { state: 'unknown' }
  | { state: 'online' }
  | { state: 'offline'; since: number; message: string }
  | { state: 'unauthorised'; message: string }
  | { state: 'forbidden'; message: string }
  | { state: 'rateLimited'; retryAt: number | null }
  | { state: 'missingApi' }
  | { state: 'failing'; message: string }
  | { state: 'noToken' };
export type SyncView = {
  running: boolean;
  done: number;
  total: number | null;
  lastComplete: number | null;
  partial: boolean;
};
export type Notice =
  | { kind: 'status'; account: string; status: StatusView }
  | { kind: 'numbersChanged'; account: string }
  | { kind: 'panelChanged'; account: string; number: string }
  | { kind: 'saving'; account: string; number: string; stage: SaveStage }
  | { kind: 'settled'; account: string; number: string; outcome: SaveOutcome }
  | { kind: 'flush' };
export type SaveStage = 'reading' | 'writing' | 'readingBack' | 'checking' | 'remapping';

export type NumbersQuery = {
  search: string;
  grouped: boolean;
  collapsed: string[];
  filter: NumbersFilter;
  sort: NumbersSort;
};
export type NumbersFilter = {
  wabas: string[];
  owners: string[];
  statuses: string[];
  configurations: string[];
  calling: boolean | null;
  hasDraft: boolean;
  hasProblem: boolean;
};
export type NumbersSort = { key: SortKey; descending: boolean };
export type SortKey =
  | 'number'
  | 'country'
  | 'alias'
  | 'verifiedName'
  | 'status'
  | 'quality'
  | 'configuration'
  | 'calling'
  | 'owner';
export type NumbersWindow = {
  totalRows: number;
  matching: number;
  numbers: number;
  offset: number;
  rows: ListRow[];
  located: number | null;
};
export type ListRow = ({ kind: 'group' } & GroupRow) | ({ kind: 'number' } & NumberRow);
export type GroupRow = {
  wabaId: string;
  name: string;
  matching: number;
  numbers: number;
  owner: string;
  collapsed: boolean;
  hasDraft: boolean;
};
export type NumberRow = {
  number: string;
  international: string;
  countryIso: string;
  country: string;
  alias: string;
  verifiedName: string;
  wabaId: string;
  waba: string;
  status: string;
  quality: string;
  configuration: string;
  handledBy: string;
  calling: boolean;
  owner: string;
  hasDraft: boolean;
  problems: string[];
};
export type Facets = {
  wabas: Facet[];
  owners: Facet[];
  statuses: Facet[];
  configurations: Facet[];
  callingOn: number;
  callingOff: number;
  withDraft: number;
  withProblem: number;
};
export type Facet = { value: string; label: string; count: number };

export type PanelView = {
  summary: SummaryView;
  alias: TextField;
  configurationType: TypeField;
  webhookUrl: TextField;
  aiAgent: TextField;
  calling: SwitchField;
  answerUrl: TextField;
  accountMapping: MappingField;
  problems: Problem[];
  changes: number;
  draft: DraftView | null;
  unsettled: UnsettledView | null;
  gone: string | null;
  readAt: number;
};
export type SummaryView = {
  number: string;
  international: string;
  countryIso: string;
  country: string;
  countryNote: string | null;
  wabaId: string;
  waba: string;
  wabaNumbers: number;
  verifiedName: string;
  nameStatus: string | null;
  status: string;
  quality: string;
  messagingLimit: number | null;
};
export type TextField = { value: string; was: string; changed: boolean };
export type TypeField = {
  value: ConfigurationType | null;
  was: ConfigurationType | null;
  heldText: string | null;
  changed: boolean;
};
export type ConfigurationType = 'webhook' | 'aiAgent';
export type SwitchField = { value: boolean; was: boolean; changed: boolean };
export type MappingField = {
  value: string | null;
  was: string | null;
  valueLabel: string;
  wasLabel: string;
  changed: boolean;
  readOnly: string | null;
};
export type FieldName =
  | 'alias'
  | 'configurationType'
  | 'webhookUrl'
  | 'aiAgent'
  | 'calling'
  | 'answerUrl'
  | 'accountMapping'
  | 'number'
  | 'confirmName'
  | 'lastDigits'
  | 'accountName'
  | 'authId'
  | 'authToken'
  | 'apiAddress';
export type Problem = { field: FieldName; severity: Severity; message: string; fix: Fix | null };
export type Severity = 'error' | 'warning';
export type Fix = { label: string; value: string };
export type DraftView = { startedAt: number; savedAt: number };
export type UnsettledView = { what: string; knownBy: number };
export type Edit =
  | { field: 'alias'; value: string }
  | { field: 'configurationType'; value: ConfigurationType }
  | { field: 'webhookUrl'; value: string }
  | { field: 'aiAgent'; value: string }
  | { field: 'calling'; value: boolean }
  | { field: 'answerUrl'; value: string }
  | { field: 'accountMapping'; value: string | null };
export type Choices = { agents: AgentChoice[]; subaccounts: SubaccountChoice[]; note: string | null };
export type AgentChoice = { id: string; name: string; description: string; state: string };
export type SubaccountChoice = { id: string; name: string; enabled: boolean };
export type MemberView = { number: string; international: string; alias: string; status: string };

export type SaveOutcome =
  | { kind: 'nothingToDo' }
  | { kind: 'invalid'; problems: Problem[] }
  | { kind: 'conflict'; conflicts: ConflictView[] }
  | { kind: 'needsConfirmation'; preview: RemapPreviewView; because: string | null }
  | { kind: 'done'; steps: StepView[] };
export type ConflictView = { field: FieldName; plivoNow: string; yours: string; whenStarted: string };
export type StepView = {
  step: StepKind;
  outcome: StepOutcome;
  message: string;
  fields: FieldName[];
  requestId: string | null;
};
export type StepKind = 'number' | 'mapping' | 'disconnect';
export type StepOutcome =
  | { state: 'confirmed' }
  | { state: 'different' }
  | { state: 'refused' }
  | { state: 'notSent' }
  | { state: 'notYetKnown'; knownBy: number }
  | { state: 'notApplied' }
  | { state: 'notAttempted' };
export type RemapPreviewView = {
  previewId: string;
  account: string;
  wabaId: string;
  waba: string;
  from: string;
  to: string;
  numbers: MemberView[];
  readAt: number;
  confirmBy: ConfirmBy;
  numberChanges: FieldName[];
};
export type ConfirmBy = { by: 'name'; text: string } | { by: 'id'; text: string; why: string } | { by: 'button' };
export type DisconnectPreviewView = {
  previewId: string;
  account: string;
  number: string;
  international: string;
  alias: string;
  waba: string;
  readAt: number;
  hasDraft: boolean;
};
export type DisconnectOutcome =
  | { kind: 'needsConfirmation'; preview: DisconnectPreviewView; because: string }
  | { kind: 'done'; step: StepView };

export type ActivityQuery = { search: string; number: string | null; offset: number; limit: number };
export type ActivityPage = { total: number; entries: ActivityEntry[] };
export type ActivityEntry = {
  id: number;
  at: number;
  who: string;
  action: ActivityAction;
  number: string | null;
  international: string | null;
  waba: string | null;
  outcome: ActivityOutcome;
  message: string;
  requestId: string | null;
  changes: ChangeView[];
};
export type ActivityAction = 'configure' | 'remap' | 'disconnect';
export type ActivityOutcome = 'confirmed' | 'different' | 'refused' | 'failed' | 'notYetKnown';
export type ChangeView = { field: FieldName; before: string; after: string };
export type DraftEntry = {
  number: string | null;
  international: string | null;
  wabaId: string;
  waba: string;
  alias: string;
  state: DraftState;
  changes: ChangeView[];
  startedAt: number;
  savedAt: number;
};
export type DraftState = 'invalid' | 'disconnected' | 'needsConfirmation' | 'editing';

export type DeskError = {
  code: Code;
  message: string;
  field: FieldName | null;
  retryable: boolean;
  requestId: string | null;
};
export type Code =
  | 'offline'
  | 'unauthorised'
  | 'forbidden'
  | 'rateLimited'
  | 'missingApi'
  | 'gone'
  | 'refused'
  | 'plivoFailing'
  | 'invalidInput'
  | 'keychainAbsent'
  | 'keychainLocked'
  | 'keychainFailed'
  | 'tokenMissing'
  | 'notConfirmed'
  | 'confirmationExpired'
  | 'unsettled'
  | 'disk'
  | 'alreadyConnected'
  | 'internal';
