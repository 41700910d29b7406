-- The role under which the service runs when it is to have no power over the audit trail. Run as the owner of the tables, after the
-- schema is applied and after each later version; then set a password. The role can neither change the trail nor disable its triggers.
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'flowker_service') then
        create role flowker_service login;
    end if;
end $$;
grant usage on schema public to flowker_service;
grant select, insert, update, delete on all tables in schema public to flowker_service;
grant usage on all sequences in schema public to flowker_service;
revoke update, delete, truncate on audit_events, audit_chain, audit_checkpoints, audit_retentions from flowker_service;
revoke insert, delete, truncate on audit_chain_head from flowker_service;
revoke update, delete, truncate on audit_signing_keys from flowker_service;
revoke insert, update, delete, truncate on flowker_schema, flowker_additions from flowker_service;
revoke update, delete, truncate on flowker_features from flowker_service;
grant execute on function flowker_shut_out_older() to flowker_service;
