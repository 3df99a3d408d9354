-- Hypertables where the extension can be had; plain tables, the same queries, where not.
-- The loader's setting is known only where the server has preloaded it, and without that the extension can't
-- be created. (timescaledb.license is no help: a session knows it only after the extension is there.)
do $$
begin
    if current_setting('timescaledb.disable_load', true) is not null
        and exists (select from pg_available_extensions where name = 'timescaledb') then
        create extension if not exists timescaledb;
        perform create_hypertable('movement', 'recorded_at',
            chunk_time_interval => interval '7 days', create_default_indexes => false, if_not_exists => true);
        perform create_hypertable('reading', 'recorded_at',
            chunk_time_interval => interval '7 days', create_default_indexes => false, if_not_exists => true);
        if current_setting('timescaledb.license', true) = 'timescale' then
            alter table movement set (timescaledb.compress,
                timescaledb.compress_segmentby = 'item_id', timescaledb.compress_orderby = 'id');
            perform add_compression_policy('movement', interval '60 days');
            alter table reading set (timescaledb.compress, timescaledb.compress_segmentby = 'agent_id, device');
            perform add_compression_policy('reading', interval '14 days');
        end if;
    end if;
end
$$;
