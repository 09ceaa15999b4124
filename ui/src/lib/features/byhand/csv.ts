/** The columns of the file that numbers come from, by their names in its heading. */
export const csvColumns = ['number', 'waba_id', 'waba_name', 'alias', 'configuration_type', 'webhook_url', 'agent_uuid', 'calling_enabled', 'answer_url', 'sub_account'];
