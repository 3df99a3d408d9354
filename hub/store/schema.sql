-- Migrations replayed on plain PostgreSQL, as pg_dump shows it. Made by tests/checks/schema.py.
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: movement_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.movement_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'movement is append only: reverse a mistake by another movement that names it'
        using errcode = 'restrict_violation';
end
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: agent; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent (
    id smallint NOT NULL,
    site_id smallint NOT NULL,
    code text NOT NULL,
    key bytea NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    config_version integer DEFAULT 1 NOT NULL,
    config_digest bytea,
    tasks_version integer DEFAULT 1 NOT NULL,
    tasks_digest bytea,
    state jsonb,
    state_at timestamp with time zone,
    online boolean DEFAULT false NOT NULL,
    instances text[] DEFAULT '{}'::text[] NOT NULL,
    instance_at timestamp with time zone,
    CONSTRAINT agent_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'::text)),
    CONSTRAINT agent_key_check CHECK ((length(key) >= 16))
);


--
-- Name: agent_epoch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent_epoch (
    id integer NOT NULL,
    agent_id smallint NOT NULL,
    epoch text NOT NULL,
    upto bigint DEFAULT 0 NOT NULL,
    beyond bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    undigested_upto bigint DEFAULT 0 NOT NULL,
    begun_at timestamp with time zone,
    beyond_previous bytea[] DEFAULT '{}'::bytea[] NOT NULL,
    instance text DEFAULT ''::text NOT NULL,
    torn boolean DEFAULT false NOT NULL,
    CONSTRAINT agent_epoch_epoch_check CHECK (((length(epoch) >= 1) AND (length(epoch) <= 64)))
);


--
-- Name: agent_epoch_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.agent_epoch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.agent_epoch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: agent_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.agent ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.agent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: alarm; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alarm (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    site_id smallint,
    raised_at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone
);


--
-- Name: alarm_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.alarm ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: api_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_token (
    token_hash bytea NOT NULL,
    user_id integer NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: app_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.app_user (
    id integer NOT NULL,
    login text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    role text NOT NULL,
    password_hash text,
    badge_hash text,
    pin_hash text,
    language text DEFAULT 'en'::text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT app_user_language_check CHECK ((language = ANY (ARRAY['en'::text, 'zh_CN'::text]))),
    CONSTRAINT app_user_login_check CHECK (((length(login) >= 1) AND (length(login) <= 64))),
    CONSTRAINT app_user_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'operator'::text, 'viewer'::text])))
);


--
-- Name: app_user_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.app_user ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.app_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: balance; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.balance (
    item_id integer NOT NULL,
    location_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    qty numeric(18,6) NOT NULL
)
WITH (fillfactor='70');


--
-- Name: batch_digest; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batch_digest (
    epoch_id integer NOT NULL,
    first_seq bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    digests bytea NOT NULL
);


--
-- Name: bench_advance; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bench_advance (
    id bigint NOT NULL,
    item_id integer NOT NULL,
    bench_id integer NOT NULL,
    lot text NOT NULL,
    source_id integer NOT NULL,
    until timestamp with time zone NOT NULL,
    qty numeric NOT NULL,
    document text NOT NULL,
    CONSTRAINT bench_advance_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: bench_advance_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.bench_advance ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.bench_advance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: bench_loan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bench_loan (
    item_id integer NOT NULL,
    bench_id integer NOT NULL,
    lot text NOT NULL,
    source_id integer NOT NULL,
    until timestamp with time zone NOT NULL,
    qty numeric NOT NULL,
    CONSTRAINT bench_loan_qty_check CHECK ((qty >= (0)::numeric))
);


--
-- Name: bom; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bom (
    id bigint NOT NULL,
    item_id integer NOT NULL,
    version integer NOT NULL,
    kind text DEFAULT 'made'::text NOT NULL,
    output_qty numeric(18,6) NOT NULL,
    active boolean DEFAULT false NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    edition integer DEFAULT 1 NOT NULL,
    CONSTRAINT bom_kind_check CHECK ((kind = ANY (ARRAY['made'::text, 'kit'::text]))),
    CONSTRAINT bom_output_qty_check CHECK ((output_qty > (0)::numeric)),
    CONSTRAINT bom_version_check CHECK ((version > 0))
);


--
-- Name: bom_component; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bom_component (
    bom_id bigint NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    scrap_percent numeric(7,4) DEFAULT 0 NOT NULL,
    CONSTRAINT bom_component_qty_check CHECK ((qty > (0)::numeric)),
    CONSTRAINT bom_component_scrap_percent_check CHECK (((scrap_percent >= (0)::numeric) AND (scrap_percent <= (100)::numeric)))
);


--
-- Name: bom_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.bom ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.bom_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: carton; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.carton (
    id bigint NOT NULL,
    order_id bigint,
    order_number text NOT NULL,
    code text NOT NULL,
    packed_at timestamp with time zone NOT NULL,
    agent_id smallint NOT NULL,
    operator text,
    lines jsonb NOT NULL,
    expected_weight_g numeric(14,4) NOT NULL,
    measured_weight_g numeric(14,4),
    tolerance_g numeric(14,4) NOT NULL,
    verdict text NOT NULL
);


--
-- Name: carton_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.carton ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.carton_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: catalog_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.catalog_version (
    only_row boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT catalog_version_only_row_check CHECK (only_row)
);


--
-- Name: count_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.count_line (
    task_id bigint NOT NULL,
    item_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    site_id smallint NOT NULL,
    location_id integer NOT NULL,
    abc text NOT NULL,
    round smallint DEFAULT 1 NOT NULL,
    counted_qty numeric(18,6),
    counted_at timestamp with time zone,
    method text,
    first_qty numeric(18,6),
    ledger_qty numeric(18,6),
    unit_cost numeric(18,6),
    accurate boolean,
    variance_qty numeric(18,6) DEFAULT 0 NOT NULL,
    posted_at timestamp with time zone,
    settled_id bigint DEFAULT 0 NOT NULL,
    CONSTRAINT count_line_abc_check CHECK ((abc = ANY (ARRAY['A'::text, 'B'::text, 'C'::text]))),
    CONSTRAINT count_line_counted_qty_check CHECK ((counted_qty >= (0)::numeric))
);


--
-- Name: count_plan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.count_plan (
    site_id smallint NOT NULL,
    kind text NOT NULL,
    planned_for date NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    counts integer NOT NULL,
    CONSTRAINT count_plan_kind_check CHECK ((kind = ANY (ARRAY['weekly'::text, 'monthly'::text])))
);


--
-- Name: count_policy; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.count_policy (
    site_id smallint NOT NULL,
    days_a smallint NOT NULL,
    days_b smallint NOT NULL,
    days_c smallint NOT NULL,
    tolerance_a numeric(7,6) NOT NULL,
    tolerance_b numeric(7,6) NOT NULL,
    tolerance_c numeric(7,6) NOT NULL,
    small_weekday smallint NOT NULL,
    small_max_lines integer NOT NULL,
    small_due_days smallint NOT NULL,
    large_day smallint NOT NULL,
    large_due_days smallint NOT NULL,
    auto_limit numeric(18,6) NOT NULL,
    operator_limit numeric(18,6) NOT NULL,
    manager_limit numeric(18,6) NOT NULL,
    small_classes text DEFAULT 'ABC'::text NOT NULL,
    large_classes text DEFAULT 'ABC'::text NOT NULL,
    CONSTRAINT count_policy_auto_limit_check CHECK ((auto_limit >= (0)::numeric)),
    CONSTRAINT count_policy_days_a_check CHECK (((days_a >= 1) AND (days_a <= 366))),
    CONSTRAINT count_policy_days_b_check CHECK (((days_b >= 1) AND (days_b <= 366))),
    CONSTRAINT count_policy_days_c_check CHECK (((days_c >= 1) AND (days_c <= 366))),
    CONSTRAINT count_policy_large_classes_check CHECK (((large_classes ~ '^A?B?C?$'::text) AND (large_classes <> ''::text))),
    CONSTRAINT count_policy_large_day_check CHECK (((large_day >= 0) AND (large_day <= 28))),
    CONSTRAINT count_policy_large_due_days_check CHECK (((large_due_days >= 0) AND (large_due_days <= 60))),
    CONSTRAINT count_policy_manager_limit_check CHECK ((manager_limit >= (0)::numeric)),
    CONSTRAINT count_policy_operator_limit_check CHECK ((operator_limit >= (0)::numeric)),
    CONSTRAINT count_policy_small_classes_check CHECK (((small_classes ~ '^A?B?C?$'::text) AND (small_classes <> ''::text))),
    CONSTRAINT count_policy_small_due_days_check CHECK (((small_due_days >= 0) AND (small_due_days <= 60))),
    CONSTRAINT count_policy_small_max_lines_check CHECK (((small_max_lines >= 1) AND (small_max_lines <= 10000))),
    CONSTRAINT count_policy_small_weekday_check CHECK (((small_weekday >= 0) AND (small_weekday <= 7))),
    CONSTRAINT count_policy_tolerance_a_check CHECK (((tolerance_a >= (0)::numeric) AND (tolerance_a <= (1)::numeric))),
    CONSTRAINT count_policy_tolerance_b_check CHECK (((tolerance_b >= (0)::numeric) AND (tolerance_b <= (1)::numeric))),
    CONSTRAINT count_policy_tolerance_c_check CHECK (((tolerance_c >= (0)::numeric) AND (tolerance_c <= (1)::numeric)))
);


--
-- Name: count_task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.count_task (
    id bigint NOT NULL,
    number text GENERATED ALWAYS AS (('CNT-'::text || (id)::text)) STORED NOT NULL,
    site_id smallint NOT NULL,
    location_id integer NOT NULL,
    whole boolean NOT NULL,
    origin text NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    alarm_id bigint,
    state text DEFAULT 'planned'::text NOT NULL,
    round smallint DEFAULT 1 NOT NULL,
    agent_id smallint,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    taken_by text,
    taken_agent_id smallint,
    counted_at timestamp with time zone,
    counted_by text,
    value_at_stake numeric(20,6),
    decided_at timestamp with time zone,
    decided_by integer,
    reason text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT count_task_origin_check CHECK ((origin = ANY (ARRAY['weekly'::text, 'monthly'::text, 'exception'::text, 'shelf'::text, 'asked'::text, 'scanned'::text]))),
    CONSTRAINT count_task_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'counting'::text, 'recount'::text, 'to_approve'::text, 'posted'::text, 'cancelled'::text])))
);


--
-- Name: count_task_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.count_task ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.count_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: count_work; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.count_work (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    agent_id smallint NOT NULL,
    device text NOT NULL,
    document text NOT NULL,
    round smallint NOT NULL,
    action text NOT NULL,
    lines integer DEFAULT 0 NOT NULL,
    operator text,
    outcome text,
    CONSTRAINT count_work_action_check CHECK ((action = ANY (ARRAY['taken'::text, 'given_back'::text, 'closed'::text])))
);


--
-- Name: count_work_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.count_work ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.count_work_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: day_total; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.day_total (
    site_id smallint NOT NULL,
    item_id integer NOT NULL,
    day date NOT NULL,
    day_end timestamp with time zone NOT NULL,
    qty_in numeric(18,6) DEFAULT 0 NOT NULL,
    qty_out numeric(18,6) DEFAULT 0 NOT NULL,
    value_in numeric(20,6) DEFAULT 0 NOT NULL,
    value_out numeric(20,6) DEFAULT 0 NOT NULL,
    units_sold numeric(18,6) DEFAULT 0 NOT NULL,
    cogs numeric(20,6) DEFAULT 0 NOT NULL,
    revenue numeric(20,6) DEFAULT 0 NOT NULL,
    cost_variance numeric(20,6) DEFAULT 0 NOT NULL,
    moment_qty numeric(38,12) DEFAULT 0 NOT NULL,
    moment_value numeric(38,12) DEFAULT 0 NOT NULL
)
WITH (fillfactor='80');


--
-- Name: device_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_event (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    agent_id smallint NOT NULL,
    device text NOT NULL,
    kind text NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    evidence jsonb,
    CONSTRAINT device_event_kind_check CHECK ((kind = ANY (ARRAY['fault'::text, 'receipt'::text, 'scan'::text])))
);


--
-- Name: device_event_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.device_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.device_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: idempotent_request; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotent_request (
    user_id integer NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    response jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotent_request_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);


--
-- Name: import_fault; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_fault (
    job_id bigint NOT NULL,
    no integer NOT NULL,
    row_no integer NOT NULL,
    column_name text NOT NULL,
    value text NOT NULL,
    what text NOT NULL
);


--
-- Name: import_job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_job (
    id bigint NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    dry_run boolean NOT NULL,
    user_id integer NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    step text DEFAULT ''::text NOT NULL,
    rows_total integer DEFAULT 0 NOT NULL,
    rows_done integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    faults integer DEFAULT 0 NOT NULL,
    reading jsonb DEFAULT '{}'::jsonb NOT NULL,
    changes jsonb DEFAULT '[]'::jsonb NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    touched_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT import_job_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);


--
-- Name: import_job_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.import_job ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: import_run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_run (
    id bigint NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    options jsonb NOT NULL,
    summary jsonb NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: import_run_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.import_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item (
    id integer NOT NULL,
    sku text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    category text DEFAULT ''::text NOT NULL,
    unit text DEFAULT 'pcs'::text NOT NULL,
    qty_decimals smallint DEFAULT 0 NOT NULL,
    unit_weight_g numeric(14,4),
    unit_weight_sd_g numeric(14,4),
    price numeric(18,6),
    standard_cost numeric(18,6),
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    length_mm numeric(12,3),
    width_mm numeric(12,3),
    height_mm numeric(12,3),
    shelf_life_days integer,
    tracking text DEFAULT 'none'::text NOT NULL,
    tracks_expiry boolean DEFAULT false NOT NULL,
    CONSTRAINT item_height_mm_check CHECK ((height_mm > (0)::numeric)),
    CONSTRAINT item_length_mm_check CHECK ((length_mm > (0)::numeric)),
    CONSTRAINT item_price_check CHECK ((price >= (0)::numeric)),
    CONSTRAINT item_qty_decimals_check CHECK (((qty_decimals >= 0) AND (qty_decimals <= 6))),
    CONSTRAINT item_shelf_life_days_check CHECK ((shelf_life_days > 0)),
    CONSTRAINT item_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 64))),
    CONSTRAINT item_standard_cost_check CHECK ((standard_cost >= (0)::numeric)),
    CONSTRAINT item_tracking_check CHECK ((tracking = ANY (ARRAY['none'::text, 'lot'::text, 'serial'::text, 'lot_serial'::text]))),
    CONSTRAINT item_unit_weight_g_check CHECK ((unit_weight_g > (0)::numeric)),
    CONSTRAINT item_unit_weight_sd_g_check CHECK ((unit_weight_sd_g >= (0)::numeric)),
    CONSTRAINT item_width_mm_check CHECK ((width_mm > (0)::numeric))
);


--
-- Name: item_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item_code (
    code text NOT NULL,
    item_id integer NOT NULL,
    kind text NOT NULL,
    qty numeric(18,6) DEFAULT 1 NOT NULL,
    pack text DEFAULT ''::text NOT NULL,
    CONSTRAINT item_code_code_check CHECK (((length(code) >= 1) AND (length(code) <= 64))),
    CONSTRAINT item_code_kind_check CHECK ((kind = ANY (ARRAY['sku'::text, 'gtin'::text, 'other'::text]))),
    CONSTRAINT item_code_pack_check CHECK ((length(pack) <= 64)),
    CONSTRAINT item_code_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: item_cost; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item_cost (
    site_id smallint NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) DEFAULT 0 NOT NULL,
    value numeric(20,6) DEFAULT 0 NOT NULL,
    last_unit_cost numeric(18,6) DEFAULT 0 NOT NULL,
    months_until date DEFAULT '0001-01-01'::date NOT NULL,
    reserved numeric(18,6) DEFAULT 0 NOT NULL,
    held numeric(18,6) DEFAULT 0 NOT NULL,
    CONSTRAINT item_cost_reserved_check CHECK ((reserved >= (0)::numeric))
)
WITH (fillfactor='70');


--
-- Name: item_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: item_picture; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item_picture (
    item_id integer NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    sha256 bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT item_picture_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);


--
-- Name: item_place; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.item_place (
    item_id integer NOT NULL,
    location_id integer NOT NULL,
    max_qty numeric(18,6),
    CONSTRAINT item_place_max_qty_check CHECK ((max_qty > (0)::numeric))
);


--
-- Name: location; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.location (
    id integer NOT NULL,
    site_id smallint NOT NULL,
    code text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    outside boolean GENERATED ALWAYS AS ((kind = ANY (ARRAY['supplier'::text, 'customer'::text, 'loss_gain'::text, 'scrap'::text, 'production'::text, 'other_site'::text]))) STORED NOT NULL,
    parent_id integer,
    max_weight_kg numeric(14,3),
    max_volume_l numeric(14,3),
    max_pieces numeric(18,6),
    x_m numeric(10,3),
    y_m numeric(10,3),
    width_m numeric(10,3),
    depth_m numeric(10,3),
    level smallint,
    CONSTRAINT location_code_check CHECK (((length(code) >= 1) AND (length(code) <= 64))),
    CONSTRAINT location_depth_m_check CHECK ((depth_m > (0)::numeric)),
    CONSTRAINT location_kind_check CHECK ((kind = ANY (ARRAY['dock'::text, 'shelf'::text, 'bench'::text, 'storage'::text, 'in_transit'::text, 'hold'::text, 'damaged'::text, 'supplier'::text, 'customer'::text, 'loss_gain'::text, 'scrap'::text, 'production'::text, 'other_site'::text]))),
    CONSTRAINT location_level_check CHECK (((level >= '-100'::integer) AND (level <= 1000))),
    CONSTRAINT location_max_pieces_check CHECK ((max_pieces > (0)::numeric)),
    CONSTRAINT location_max_volume_l_check CHECK ((max_volume_l > (0)::numeric)),
    CONSTRAINT location_max_weight_kg_check CHECK ((max_weight_kg > (0)::numeric)),
    CONSTRAINT location_not_in_itself CHECK ((parent_id <> id)),
    CONSTRAINT location_width_m_check CHECK ((width_m > (0)::numeric))
);


--
-- Name: location_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.location ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.location_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: month_total; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.month_total (
    site_id smallint NOT NULL,
    item_id integer NOT NULL,
    month date NOT NULL,
    month_end timestamp with time zone NOT NULL,
    qty_in numeric(18,6) DEFAULT 0 NOT NULL,
    qty_out numeric(18,6) DEFAULT 0 NOT NULL,
    value_in numeric(20,6) DEFAULT 0 NOT NULL,
    value_out numeric(20,6) DEFAULT 0 NOT NULL,
    units_sold numeric(18,6) DEFAULT 0 NOT NULL,
    cogs numeric(20,6) DEFAULT 0 NOT NULL,
    revenue numeric(20,6) DEFAULT 0 NOT NULL,
    cost_variance numeric(20,6) DEFAULT 0 NOT NULL,
    moment_qty numeric(38,12) DEFAULT 0 NOT NULL,
    moment_value numeric(38,12) DEFAULT 0 NOT NULL,
    CONSTRAINT month_total_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);


--
-- Name: movement; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.movement (
    recorded_at timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    site_id smallint NOT NULL,
    item_id integer NOT NULL,
    kind text NOT NULL,
    qty numeric(18,6) NOT NULL,
    source_id integer NOT NULL,
    destination_id integer NOT NULL,
    unit_cost numeric(18,6) NOT NULL,
    value numeric(20,6) NOT NULL,
    revenue numeric(20,6),
    lot text DEFAULT ''::text NOT NULL,
    serial text,
    expiry date,
    document text,
    epoch_id integer,
    seq bigint,
    idx smallint,
    device text,
    user_id integer,
    reverses bigint,
    evidence jsonb
);


--
-- Name: movement_id; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.movement_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: production_order; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.production_order (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    number text NOT NULL,
    bom_id bigint NOT NULL,
    kind text DEFAULT 'assemble'::text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    qty numeric(18,6) NOT NULL,
    made_qty numeric(18,6) DEFAULT 0 NOT NULL,
    spoilt_qty numeric(18,6) DEFAULT 0 NOT NULL,
    source_id integer,
    destination_id integer NOT NULL,
    due_on date,
    note text DEFAULT ''::text NOT NULL,
    consumed_value numeric(20,6) DEFAULT 0 NOT NULL,
    produced_value numeric(20,6) DEFAULT 0 NOT NULL,
    scrapped_value numeric(20,6) DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    released_at timestamp with time zone,
    started_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_by integer,
    close_reason text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT production_order_kind_check CHECK ((kind = ANY (ARRAY['assemble'::text, 'disassemble'::text]))),
    CONSTRAINT production_order_made_qty_check CHECK ((made_qty >= (0)::numeric)),
    CONSTRAINT production_order_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT production_order_qty_check CHECK ((qty > (0)::numeric)),
    CONSTRAINT production_order_spoilt_qty_check CHECK ((spoilt_qty >= (0)::numeric)),
    CONSTRAINT production_order_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'released'::text, 'started'::text, 'partly_produced'::text, 'produced'::text, 'closed'::text, 'cancelled'::text])))
);


--
-- Name: production_order_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.production_order ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.production_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: production_order_number; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.production_order_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: production_report; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.production_report (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id integer,
    made_qty numeric(18,6) NOT NULL,
    spoilt_qty numeric(18,6) NOT NULL,
    consumed_value numeric(20,6) NOT NULL,
    produced_value numeric(20,6) NOT NULL,
    scrapped_value numeric(20,6) NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    undone_at timestamp with time zone,
    undone_by integer,
    undo_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT production_report_check CHECK (((undone_at IS NULL) = (undo_reason = ''::text)))
);


--
-- Name: production_report_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.production_report ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.production_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: production_report_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.production_report_line (
    report_id bigint NOT NULL,
    line integer NOT NULL,
    role text NOT NULL,
    item_id integer NOT NULL,
    location_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    serial text,
    expiry date,
    qty numeric(18,6) NOT NULL,
    value numeric(20,6) NOT NULL,
    movement_id bigint NOT NULL,
    CONSTRAINT production_report_line_qty_check CHECK ((qty > (0)::numeric)),
    CONSTRAINT production_report_line_role_check CHECK ((role = ANY (ARRAY['consumed'::text, 'produced'::text, 'scrapped'::text])))
);


--
-- Name: production_said; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.production_said (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    agent_id smallint NOT NULL,
    device text NOT NULL,
    document text NOT NULL,
    operator text,
    said jsonb NOT NULL,
    outcome text,
    detail text DEFAULT ''::text NOT NULL,
    device_at timestamp with time zone,
    CONSTRAINT production_said_outcome_check CHECK ((outcome = ANY (ARRAY['reported'::text, 'refused'::text])))
);


--
-- Name: production_said_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.production_said ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.production_said_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: purchase_limit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchase_limit (
    role text NOT NULL,
    currency text DEFAULT ''::text NOT NULL,
    amount numeric(20,6),
    CONSTRAINT purchase_limit_amount_check CHECK ((amount >= (0)::numeric)),
    CONSTRAINT purchase_limit_currency_check CHECK ((currency ~ '^([A-Z]{3})?$'::text)),
    CONSTRAINT purchase_limit_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'operator'::text])))
);


--
-- Name: purchase_order; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchase_order (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    supplier_id integer NOT NULL,
    number text NOT NULL,
    kind text DEFAULT 'order'::text NOT NULL,
    blanket_id bigint,
    state text DEFAULT 'draft'::text NOT NULL,
    currency text NOT NULL,
    exchange_rate numeric(18,8) DEFAULT 1 NOT NULL,
    valid_until date,
    supplier_reference text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    approved_amount numeric(20,6),
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    approved_at timestamp with time zone,
    approved_by integer,
    sent_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    received_at timestamp with time zone,
    closed_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT purchase_order_check CHECK (((blanket_id IS NOT NULL) = (kind = 'call_off'::text))),
    CONSTRAINT purchase_order_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT purchase_order_exchange_rate_check CHECK ((exchange_rate > (0)::numeric)),
    CONSTRAINT purchase_order_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'blanket'::text, 'call_off'::text]))),
    CONSTRAINT purchase_order_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT purchase_order_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'sent'::text, 'partly_received'::text, 'received'::text, 'closed'::text, 'cancelled'::text])))
);


--
-- Name: purchase_order_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchase_order_event (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    user_id integer,
    link_id bigint,
    reason text DEFAULT ''::text NOT NULL,
    before jsonb DEFAULT '{}'::jsonb NOT NULL,
    after jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT purchase_order_event_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'changed'::text, 'approved'::text, 'sent'::text, 'confirmed'::text, 'received'::text, 'returned'::text, 'called_off'::text, 'closed'::text, 'cancelled'::text])))
);


--
-- Name: purchase_order_event_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.purchase_order_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.purchase_order_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: purchase_order_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.purchase_order ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.purchase_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: purchase_order_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchase_order_line (
    order_id bigint NOT NULL,
    line integer NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    unit_price numeric(18,6) NOT NULL,
    expected_on date,
    confirmed_on date,
    received_qty numeric(18,6) DEFAULT 0 NOT NULL,
    received_at timestamp with time zone,
    called_qty numeric(18,6) DEFAULT 0 NOT NULL,
    blanket_line integer,
    CONSTRAINT purchase_order_line_check CHECK (((called_qty >= (0)::numeric) AND (called_qty <= qty))),
    CONSTRAINT purchase_order_line_line_check CHECK ((line > 0)),
    CONSTRAINT purchase_order_line_qty_check CHECK ((qty >= (0)::numeric)),
    CONSTRAINT purchase_order_line_received_qty_check CHECK ((received_qty >= (0)::numeric)),
    CONSTRAINT purchase_order_line_unit_price_check CHECK ((unit_price >= (0)::numeric))
);


--
-- Name: purchase_order_number; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.purchase_order_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: quarantine; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quarantine (
    id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    last_received_at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    topic text NOT NULL,
    agent_id smallint,
    epoch text,
    seq bigint,
    idx smallint,
    reason text NOT NULL,
    detail text NOT NULL,
    payload bytea NOT NULL,
    status text DEFAULT 'held'::text NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by text,
    CONSTRAINT quarantine_status_check CHECK ((status = ANY (ARRAY['held'::text, 'replay_requested'::text, 'replayed'::text, 'discarded'::text])))
);


--
-- Name: quarantine_dropped; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quarantine_dropped (
    only_row boolean DEFAULT true NOT NULL,
    messages bigint DEFAULT 0 NOT NULL,
    last_at timestamp with time zone,
    CONSTRAINT quarantine_dropped_only_row_check CHECK (only_row)
);


--
-- Name: quarantine_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: reading_id; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.reading_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: reading; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reading (
    id bigint DEFAULT nextval('public.reading_id'::regclass) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    agent_id smallint NOT NULL,
    device text NOT NULL,
    location_id integer,
    quantity text NOT NULL,
    value numeric(18,6) NOT NULL,
    unit text NOT NULL,
    evidence jsonb
);


--
-- Name: receipt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    document text NOT NULL,
    location_id integer NOT NULL,
    agent_id smallint,
    session text,
    operator text,
    blind boolean DEFAULT false NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT receipt_check CHECK (((session IS NULL) = (agent_id IS NULL))),
    CONSTRAINT receipt_document_check CHECK (((length(document) >= 1) AND (length(document) <= 64)))
);


--
-- Name: receipt_exception; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt_exception (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    document text DEFAULT ''::text NOT NULL,
    order_id bigint,
    item_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    qty numeric(18,6) NOT NULL,
    location_id integer,
    raised_at timestamp with time zone NOT NULL,
    decision text,
    decided_at timestamp with time zone,
    decided_by integer,
    reason text DEFAULT ''::text NOT NULL,
    movement_id bigint,
    delivered_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT receipt_exception_check CHECK (((decision IS NULL) = (decided_at IS NULL))),
    CONSTRAINT receipt_exception_decision_check CHECK ((decision = ANY (ARRAY['accept'::text, 'return'::text, 'scrap'::text, 'claim'::text, 'match'::text]))),
    CONSTRAINT receipt_exception_kind_check CHECK ((kind = ANY (ARRAY['over'::text, 'short'::text, 'wrong_item'::text, 'damaged'::text, 'unannounced'::text]))),
    CONSTRAINT receipt_exception_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: receipt_exception_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.receipt_exception ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.receipt_exception_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: receipt_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.receipt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: receipt_piece; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt_piece (
    receipt_id bigint NOT NULL,
    item_id integer NOT NULL,
    serial text NOT NULL,
    seen boolean NOT NULL,
    scanned boolean NOT NULL,
    booked boolean NOT NULL
);


--
-- Name: receipt_plain; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt_plain (
    receipt_id bigint NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    CONSTRAINT receipt_plain_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: receiving_policy; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receiving_policy (
    site_id smallint NOT NULL,
    blind boolean NOT NULL
);


--
-- Name: reservation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reservation (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    item_id integer NOT NULL,
    document text NOT NULL,
    qty numeric(18,6) NOT NULL,
    shipped_qty numeric(18,6) DEFAULT 0 NOT NULL,
    released_qty numeric(18,6) DEFAULT 0 NOT NULL,
    open_qty numeric(18,6) GENERATED ALWAYS AS (((qty - shipped_qty) - released_qty)) STORED NOT NULL,
    user_id integer,
    reserved_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    released_by integer,
    release_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT reservation_document_check CHECK (((length(document) >= 1) AND (length(document) <= 64))),
    CONSTRAINT reservation_open_qty_check CHECK ((open_qty >= (0)::numeric)),
    CONSTRAINT reservation_qty_check CHECK ((qty > (0)::numeric)),
    CONSTRAINT reservation_released_qty_check CHECK ((released_qty >= (0)::numeric)),
    CONSTRAINT reservation_shipped_qty_check CHECK ((shipped_qty >= (0)::numeric))
);


--
-- Name: reservation_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.reservation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.reservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sales_order; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sales_order (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    number text NOT NULL,
    customer text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'released'::text NOT NULL,
    agent_id smallint,
    released_at timestamp with time zone NOT NULL,
    shipped_at timestamp with time zone,
    CONSTRAINT sales_order_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT sales_order_status_check CHECK ((status = ANY (ARRAY['released'::text, 'shipped'::text, 'cancelled'::text])))
);


--
-- Name: sales_order_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.sales_order ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.sales_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sales_order_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sales_order_line (
    order_id bigint NOT NULL,
    line integer NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    unit_price numeric(18,6) NOT NULL,
    shipped_qty numeric(18,6) DEFAULT 0 NOT NULL,
    CONSTRAINT sales_order_line_qty_check CHECK ((qty > (0)::numeric)),
    CONSTRAINT sales_order_line_unit_price_check CHECK ((unit_price >= (0)::numeric))
);


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: shelf_weight; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shelf_weight (
    recorded_at timestamp with time zone NOT NULL,
    reading_id bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    site_id smallint NOT NULL,
    location_id integer NOT NULL,
    item_id integer NOT NULL,
    weight_g numeric(18,6) NOT NULL,
    ledger_qty numeric(18,6) NOT NULL,
    expected_g numeric NOT NULL,
    tolerance_g numeric NOT NULL,
    weight_qty numeric,
    within boolean NOT NULL
);


--
-- Name: TABLE shelf_weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.shelf_weight IS 'a shelf''s net weight beside what the ledger has for that moment, reading by reading';


--
-- Name: ship_notice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ship_notice (
    id bigint NOT NULL,
    site_id smallint NOT NULL,
    supplier_id integer NOT NULL,
    order_id bigint NOT NULL,
    number text NOT NULL,
    state text DEFAULT 'announced'::text NOT NULL,
    due_on date,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    arrived_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT ship_notice_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT ship_notice_state_check CHECK ((state = ANY (ARRAY['announced'::text, 'partly_arrived'::text, 'arrived'::text, 'closed'::text, 'cancelled'::text])))
);


--
-- Name: ship_notice_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.ship_notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ship_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ship_package; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ship_package (
    id bigint NOT NULL,
    notice_id bigint NOT NULL,
    sscc text NOT NULL,
    state text DEFAULT 'underway'::text NOT NULL,
    arrived_at timestamp with time zone,
    location_id integer,
    broken_at timestamp with time zone,
    CONSTRAINT ship_package_sscc_check CHECK ((sscc ~ '^[0-9]{18}$'::text)),
    CONSTRAINT ship_package_state_check CHECK ((state = ANY (ARRAY['underway'::text, 'arrived'::text, 'void'::text])))
);


--
-- Name: ship_package_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.ship_package ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ship_package_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ship_package_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ship_package_line (
    package_id bigint NOT NULL,
    line integer NOT NULL,
    item_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    expiry date,
    CONSTRAINT ship_package_line_line_check CHECK ((line > 0)),
    CONSTRAINT ship_package_line_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: site; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.site (
    id smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    currency text DEFAULT 'EUR'::text NOT NULL,
    year_days smallint DEFAULT 365 NOT NULL,
    valuation text DEFAULT 'moving_average'::text NOT NULL,
    CONSTRAINT site_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'::text)),
    CONSTRAINT site_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT site_valuation_check CHECK ((valuation = 'moving_average'::text)),
    CONSTRAINT site_year_days_check CHECK ((year_days = ANY (ARRAY[360, 365])))
);


--
-- Name: site_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.site ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: stock_count; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stock_count (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    agent_id smallint,
    device text,
    item_id integer NOT NULL,
    location_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    counted_qty numeric(18,6) NOT NULL,
    ledger_qty numeric(18,6) NOT NULL,
    method text NOT NULL,
    evidence jsonb,
    document text,
    round smallint,
    operator text,
    task_id bigint,
    outcome text,
    CONSTRAINT stock_count_outcome_check CHECK ((outcome = ANY (ARRAY['used'::text, 'failed'::text, 'unasked'::text])))
);


--
-- Name: COLUMN stock_count.outcome; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.stock_count.outcome IS 'of a count that names no task: used (for task_id), failed, or unasked: from before such were used; null: to be used';


--
-- Name: stock_count_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.stock_count ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.stock_count_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: supplier; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplier (
    id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    currency text NOT NULL,
    lead_time_days smallint,
    contact text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT supplier_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'::text)),
    CONSTRAINT supplier_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT supplier_language_check CHECK ((language = ANY (ARRAY['en'::text, 'zh_CN'::text]))),
    CONSTRAINT supplier_lead_time_days_check CHECK (((lead_time_days >= 0) AND (lead_time_days <= 1000))),
    CONSTRAINT supplier_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);


--
-- Name: supplier_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.supplier ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.supplier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: supplier_item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplier_item (
    supplier_id integer NOT NULL,
    item_id integer NOT NULL,
    supplier_sku text DEFAULT ''::text NOT NULL,
    min_qty numeric(18,6) DEFAULT 0 NOT NULL,
    pack_qty numeric(18,6) DEFAULT 0 NOT NULL,
    lead_time_days smallint,
    CONSTRAINT supplier_item_lead_time_days_check CHECK (((lead_time_days >= 0) AND (lead_time_days <= 1000))),
    CONSTRAINT supplier_item_min_qty_check CHECK ((min_qty >= (0)::numeric)),
    CONSTRAINT supplier_item_pack_qty_check CHECK ((pack_qty >= (0)::numeric))
);


--
-- Name: supplier_link; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplier_link (
    id bigint NOT NULL,
    supplier_id integer NOT NULL,
    key bytea NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT supplier_link_key_check CHECK ((length(key) >= 32))
);


--
-- Name: supplier_link_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.supplier_link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.supplier_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: supplier_price; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplier_price (
    supplier_id integer NOT NULL,
    item_id integer NOT NULL,
    valid_from date NOT NULL,
    from_qty numeric(18,6) DEFAULT 0 NOT NULL,
    valid_to date,
    unit_price numeric(18,6) NOT NULL,
    CONSTRAINT supplier_price_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT supplier_price_from_qty_check CHECK ((from_qty >= (0)::numeric)),
    CONSTRAINT supplier_price_unit_price_check CHECK ((unit_price >= (0)::numeric))
);


--
-- Name: supplier_return; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.supplier_return (
    id bigint NOT NULL,
    number text NOT NULL,
    site_id smallint NOT NULL,
    supplier_id integer,
    order_id bigint,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    settlement text,
    CONSTRAINT supplier_return_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT supplier_return_settlement_check CHECK ((settlement = ANY (ARRAY['replace'::text, 'credit'::text])))
);


--
-- Name: supplier_return_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.supplier_return ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.supplier_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: supplier_return_number; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.supplier_return_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: transfer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfer (
    id bigint NOT NULL,
    number text NOT NULL,
    from_site_id smallint NOT NULL,
    to_site_id smallint NOT NULL,
    to_location_id integer,
    state text DEFAULT 'draft'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    due_on date,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by integer,
    sent_at timestamp with time zone,
    sent_by integer,
    ended_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT transfer_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
    CONSTRAINT transfer_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_transit'::text, 'partly_received'::text, 'received'::text, 'closed'::text, 'cancelled'::text])))
);


--
-- Name: transfer_difference; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfer_difference (
    id bigint NOT NULL,
    transfer_id bigint NOT NULL,
    item_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    qty numeric(18,6) NOT NULL,
    location_id integer,
    raised_at timestamp with time zone NOT NULL,
    decision text,
    decided_at timestamp with time zone,
    decided_by integer,
    reason text DEFAULT ''::text NOT NULL,
    movement_id bigint,
    serials text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT transfer_difference_check CHECK (((decision IS NULL) = (decided_at IS NULL))),
    CONSTRAINT transfer_difference_check1 CHECK (((kind = 'short'::text) = (location_id IS NULL))),
    CONSTRAINT transfer_difference_decision_check CHECK ((decision = ANY (ARRAY['lost'::text, 'take_back'::text, 'sent_more'::text, 'found'::text, 'miscounted'::text, 'keep'::text, 'scrap'::text]))),
    CONSTRAINT transfer_difference_kind_check CHECK ((kind = ANY (ARRAY['over'::text, 'short'::text, 'damaged'::text]))),
    CONSTRAINT transfer_difference_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: transfer_difference_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.transfer_difference ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.transfer_difference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: transfer_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.transfer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: transfer_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfer_line (
    transfer_id bigint NOT NULL,
    line integer NOT NULL,
    item_id integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    from_location_id integer NOT NULL,
    qty numeric(18,6) NOT NULL,
    sent_qty numeric(18,6) DEFAULT 0 NOT NULL,
    received_qty numeric(18,6) DEFAULT 0 NOT NULL,
    back_qty numeric(18,6) DEFAULT 0 NOT NULL,
    lost_qty numeric(18,6) DEFAULT 0 NOT NULL,
    CONSTRAINT transfer_line_check CHECK ((((received_qty + back_qty) + lost_qty) <= sent_qty)),
    CONSTRAINT transfer_line_line_check CHECK ((line > 0)),
    CONSTRAINT transfer_line_qty_check CHECK ((qty > (0)::numeric))
);


--
-- Name: transfer_number; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.transfer_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: transfer_piece; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfer_piece (
    transfer_id bigint NOT NULL,
    line integer NOT NULL,
    serial text NOT NULL,
    became text,
    CONSTRAINT transfer_piece_became_check CHECK ((became = ANY (ARRAY['received'::text, 'back'::text, 'lost'::text]))),
    CONSTRAINT transfer_piece_serial_check CHECK (((length(serial) >= 1) AND (length(serial) <= 64)))
);


--
-- Name: weight_lesson; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.weight_lesson (
    id bigint NOT NULL,
    item_id integer NOT NULL,
    agent_id smallint NOT NULL,
    device text NOT NULL,
    division_g numeric(14,4) NOT NULL,
    empty_g numeric(18,6) NOT NULL,
    empty_reading_id bigint NOT NULL,
    user_id integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    state text DEFAULT 'open'::text NOT NULL,
    CONSTRAINT weight_lesson_division_g_check CHECK ((division_g > (0)::numeric)),
    CONSTRAINT weight_lesson_state_check CHECK ((state = ANY (ARRAY['open'::text, 'confirmed'::text, 'dropped'::text])))
);


--
-- Name: weight_lesson_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.weight_lesson ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.weight_lesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: weight_sample; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.weight_sample (
    lesson_id bigint NOT NULL,
    no integer NOT NULL,
    pieces integer NOT NULL,
    weight_g numeric(18,6) NOT NULL,
    reading_id bigint NOT NULL,
    CONSTRAINT weight_sample_pieces_check CHECK ((pieces > 0)),
    CONSTRAINT weight_sample_weight_g_check CHECK ((weight_g > (0)::numeric))
);


--
-- Name: agent_epoch agent_epoch_agent_id_epoch_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_epoch
    ADD CONSTRAINT agent_epoch_agent_id_epoch_key UNIQUE (agent_id, epoch);


--
-- Name: agent_epoch agent_epoch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_epoch
    ADD CONSTRAINT agent_epoch_pkey PRIMARY KEY (id);


--
-- Name: agent agent_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (id);


--
-- Name: agent agent_site_id_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT agent_site_id_code_key UNIQUE (site_id, code);


--
-- Name: alarm alarm_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_pkey PRIMARY KEY (id);


--
-- Name: api_token api_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (token_hash);


--
-- Name: app_user app_user_login_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app_user
    ADD CONSTRAINT app_user_login_key UNIQUE (login);


--
-- Name: app_user app_user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app_user
    ADD CONSTRAINT app_user_pkey PRIMARY KEY (id);


--
-- Name: balance balance_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.balance
    ADD CONSTRAINT balance_pkey PRIMARY KEY (item_id, location_id, lot);


--
-- Name: batch_digest batch_digest_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_digest
    ADD CONSTRAINT batch_digest_pkey PRIMARY KEY (epoch_id, first_seq);


--
-- Name: bench_advance bench_advance_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_advance
    ADD CONSTRAINT bench_advance_pkey PRIMARY KEY (id);


--
-- Name: bench_loan bench_loan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_loan
    ADD CONSTRAINT bench_loan_pkey PRIMARY KEY (item_id, bench_id, lot, source_id);


--
-- Name: bom_component bom_component_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom_component
    ADD CONSTRAINT bom_component_pkey PRIMARY KEY (bom_id, item_id);


--
-- Name: bom bom_item_id_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom
    ADD CONSTRAINT bom_item_id_version_key UNIQUE (item_id, version);


--
-- Name: bom bom_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom
    ADD CONSTRAINT bom_pkey PRIMARY KEY (id);


--
-- Name: carton carton_agent_id_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carton
    ADD CONSTRAINT carton_agent_id_code_key UNIQUE (agent_id, code);


--
-- Name: carton carton_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carton
    ADD CONSTRAINT carton_pkey PRIMARY KEY (id);


--
-- Name: catalog_version catalog_version_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.catalog_version
    ADD CONSTRAINT catalog_version_pkey PRIMARY KEY (only_row);


--
-- Name: count_line count_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_line
    ADD CONSTRAINT count_line_pkey PRIMARY KEY (task_id, item_id, lot);


--
-- Name: count_plan count_plan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_plan
    ADD CONSTRAINT count_plan_pkey PRIMARY KEY (site_id, kind, planned_for);


--
-- Name: count_policy count_policy_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_policy
    ADD CONSTRAINT count_policy_pkey PRIMARY KEY (site_id);


--
-- Name: count_task count_task_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_number_key UNIQUE (number);


--
-- Name: count_task count_task_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_pkey PRIMARY KEY (id);


--
-- Name: count_work count_work_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_work
    ADD CONSTRAINT count_work_pkey PRIMARY KEY (id);


--
-- Name: day_total day_total_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.day_total
    ADD CONSTRAINT day_total_pkey PRIMARY KEY (site_id, item_id, day);


--
-- Name: device_event device_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_event
    ADD CONSTRAINT device_event_pkey PRIMARY KEY (id);


--
-- Name: idempotent_request idempotent_request_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotent_request
    ADD CONSTRAINT idempotent_request_pkey PRIMARY KEY (user_id, key);


--
-- Name: import_fault import_fault_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_fault
    ADD CONSTRAINT import_fault_pkey PRIMARY KEY (job_id, no);


--
-- Name: import_job import_job_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT import_job_pkey PRIMARY KEY (id);


--
-- Name: import_run import_run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_run
    ADD CONSTRAINT import_run_pkey PRIMARY KEY (id);


--
-- Name: item_code item_code_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_code
    ADD CONSTRAINT item_code_pkey PRIMARY KEY (code);


--
-- Name: item_cost item_cost_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_cost
    ADD CONSTRAINT item_cost_pkey PRIMARY KEY (site_id, item_id);


--
-- Name: item_picture item_picture_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_picture
    ADD CONSTRAINT item_picture_pkey PRIMARY KEY (item_id);


--
-- Name: item item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);


--
-- Name: item_place item_place_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_place
    ADD CONSTRAINT item_place_pkey PRIMARY KEY (item_id, location_id);


--
-- Name: item item_sku_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_sku_key UNIQUE (sku);


--
-- Name: location location_of_site; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_of_site UNIQUE (site_id, id);


--
-- Name: location location_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_pkey PRIMARY KEY (id);


--
-- Name: location location_site_id_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_site_id_code_key UNIQUE (site_id, code);


--
-- Name: month_total month_total_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.month_total
    ADD CONSTRAINT month_total_pkey PRIMARY KEY (site_id, item_id, month);


--
-- Name: production_order production_order_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_number_key UNIQUE (number);


--
-- Name: production_order production_order_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_pkey PRIMARY KEY (id);


--
-- Name: production_report_line production_report_line_movement_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report_line
    ADD CONSTRAINT production_report_line_movement_id_key UNIQUE (movement_id);


--
-- Name: production_report_line production_report_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report_line
    ADD CONSTRAINT production_report_line_pkey PRIMARY KEY (report_id, line);


--
-- Name: production_report production_report_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report
    ADD CONSTRAINT production_report_pkey PRIMARY KEY (id);


--
-- Name: production_said production_said_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_said
    ADD CONSTRAINT production_said_pkey PRIMARY KEY (id);


--
-- Name: purchase_limit purchase_limit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_limit
    ADD CONSTRAINT purchase_limit_pkey PRIMARY KEY (role, currency);


--
-- Name: purchase_order_event purchase_order_event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_event
    ADD CONSTRAINT purchase_order_event_pkey PRIMARY KEY (id);


--
-- Name: purchase_order_line purchase_order_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_line
    ADD CONSTRAINT purchase_order_line_pkey PRIMARY KEY (order_id, line);


--
-- Name: purchase_order purchase_order_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_number_key UNIQUE (number);


--
-- Name: purchase_order purchase_order_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_pkey PRIMARY KEY (id);


--
-- Name: quarantine_dropped quarantine_dropped_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quarantine_dropped
    ADD CONSTRAINT quarantine_dropped_pkey PRIMARY KEY (only_row);


--
-- Name: quarantine quarantine_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);


--
-- Name: receipt receipt_agent_id_session_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_agent_id_session_key UNIQUE (agent_id, session);


--
-- Name: receipt_exception receipt_exception_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_pkey PRIMARY KEY (id);


--
-- Name: receipt_piece receipt_piece_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_piece
    ADD CONSTRAINT receipt_piece_pkey PRIMARY KEY (receipt_id, item_id, serial);


--
-- Name: receipt receipt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);


--
-- Name: receipt_plain receipt_plain_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_plain
    ADD CONSTRAINT receipt_plain_pkey PRIMARY KEY (receipt_id, item_id);


--
-- Name: receiving_policy receiving_policy_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiving_policy
    ADD CONSTRAINT receiving_policy_pkey PRIMARY KEY (site_id);


--
-- Name: reservation reservation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reservation
    ADD CONSTRAINT reservation_pkey PRIMARY KEY (id);


--
-- Name: sales_order_line sales_order_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order_line
    ADD CONSTRAINT sales_order_line_pkey PRIMARY KEY (order_id, line);


--
-- Name: sales_order sales_order_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_pkey PRIMARY KEY (id);


--
-- Name: sales_order sales_order_site_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_site_id_number_key UNIQUE (site_id, number);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (name);


--
-- Name: ship_notice ship_notice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_pkey PRIMARY KEY (id);


--
-- Name: ship_notice ship_notice_supplier_id_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_supplier_id_number_key UNIQUE (supplier_id, number);


--
-- Name: ship_package_line ship_package_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package_line
    ADD CONSTRAINT ship_package_line_pkey PRIMARY KEY (package_id, line);


--
-- Name: ship_package ship_package_notice_id_sscc_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package
    ADD CONSTRAINT ship_package_notice_id_sscc_key UNIQUE (notice_id, sscc);


--
-- Name: ship_package ship_package_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package
    ADD CONSTRAINT ship_package_pkey PRIMARY KEY (id);


--
-- Name: site site_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_code_key UNIQUE (code);


--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);


--
-- Name: stock_count stock_count_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stock_count
    ADD CONSTRAINT stock_count_pkey PRIMARY KEY (id);


--
-- Name: supplier supplier_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier
    ADD CONSTRAINT supplier_code_key UNIQUE (code);


--
-- Name: supplier_item supplier_item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_item
    ADD CONSTRAINT supplier_item_pkey PRIMARY KEY (supplier_id, item_id);


--
-- Name: supplier_link supplier_link_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_link
    ADD CONSTRAINT supplier_link_pkey PRIMARY KEY (id);


--
-- Name: supplier supplier_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier
    ADD CONSTRAINT supplier_pkey PRIMARY KEY (id);


--
-- Name: supplier_price supplier_price_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_price
    ADD CONSTRAINT supplier_price_pkey PRIMARY KEY (supplier_id, item_id, valid_from, from_qty);


--
-- Name: supplier_return supplier_return_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_number_key UNIQUE (number);


--
-- Name: supplier_return supplier_return_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_pkey PRIMARY KEY (id);


--
-- Name: transfer_difference transfer_difference_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_difference
    ADD CONSTRAINT transfer_difference_pkey PRIMARY KEY (id);


--
-- Name: transfer_line transfer_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_line
    ADD CONSTRAINT transfer_line_pkey PRIMARY KEY (transfer_id, line);


--
-- Name: transfer transfer_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_number_key UNIQUE (number);


--
-- Name: transfer_piece transfer_piece_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_piece
    ADD CONSTRAINT transfer_piece_pkey PRIMARY KEY (transfer_id, line, serial);


--
-- Name: transfer transfer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (id);


--
-- Name: weight_lesson weight_lesson_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_lesson
    ADD CONSTRAINT weight_lesson_pkey PRIMARY KEY (id);


--
-- Name: weight_sample weight_sample_lesson_id_reading_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_sample
    ADD CONSTRAINT weight_sample_lesson_id_reading_id_key UNIQUE (lesson_id, reading_id);


--
-- Name: weight_sample weight_sample_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_sample
    ADD CONSTRAINT weight_sample_pkey PRIMARY KEY (lesson_id, no);


--
-- Name: alarm_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX alarm_open ON public.alarm USING btree (kind, subject) WHERE (cleared_at IS NULL);


--
-- Name: balance_by_location; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX balance_by_location ON public.balance USING btree (location_id);


--
-- Name: batch_digest_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX batch_digest_by_age ON public.batch_digest USING brin (recorded_at) WITH (autosummarize='on');


--
-- Name: bench_advance_by_goods; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX bench_advance_by_goods ON public.bench_advance USING btree (item_id, bench_id, lot, until);


--
-- Name: bench_advance_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX bench_advance_by_time ON public.bench_advance USING btree (until);


--
-- Name: bench_loan_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX bench_loan_by_time ON public.bench_loan USING btree (until);


--
-- Name: bom_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX bom_active ON public.bom USING btree (item_id) WHERE active;


--
-- Name: bom_component_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX bom_component_item ON public.bom_component USING btree (item_id);


--
-- Name: count_line_posted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX count_line_posted ON public.count_line USING btree (item_id, location_id, lot, counted_at) WHERE (posted_at IS NOT NULL);


--
-- Name: count_line_recent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX count_line_recent ON public.count_line USING btree (counted_at) WHERE (posted_at IS NOT NULL);


--
-- Name: count_task_of_alarm; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX count_task_of_alarm ON public.count_task USING btree (alarm_id) WHERE (alarm_id IS NOT NULL);


--
-- Name: count_task_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX count_task_open ON public.count_task USING btree (site_id, location_id) WHERE (state = ANY (ARRAY['planned'::text, 'counting'::text, 'recount'::text, 'to_approve'::text]));


--
-- Name: count_work_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX count_work_open ON public.count_work USING btree (id) WHERE (outcome IS NULL);


--
-- Name: day_total_by_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX day_total_by_day ON public.day_total USING btree (site_id, day);


--
-- Name: device_event_by_agent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_event_by_agent ON public.device_event USING btree (agent_id, id);


--
-- Name: device_event_scan; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_event_scan ON public.device_event USING btree (occurred_at) WHERE (kind = 'scan'::text);


--
-- Name: item_code_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX item_code_item ON public.item_code USING btree (item_id);


--
-- Name: item_place_location; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX item_place_location ON public.item_place USING btree (location_id);


--
-- Name: location_children; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX location_children ON public.location USING btree (parent_id) WHERE (parent_id IS NOT NULL);


--
-- Name: month_total_by_month; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX month_total_by_month ON public.month_total USING btree (site_id, month);


--
-- Name: movement_by_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_document ON public.movement USING btree (document) WHERE (document IS NOT NULL);


--
-- Name: movement_by_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_id ON public.movement USING btree (id);


--
-- Name: movement_by_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_item ON public.movement USING btree (item_id, id);


--
-- Name: movement_by_lot; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_lot ON public.movement USING btree (item_id, lot, id) WHERE (lot <> ''::text);


--
-- Name: movement_by_occurred; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_occurred ON public.movement USING brin (occurred_at) WITH (pages_per_range='32', autosummarize='on');


--
-- Name: movement_by_serial; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_by_serial ON public.movement USING btree (item_id, serial, id) WHERE (serial IS NOT NULL);


--
-- Name: movement_reversal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX movement_reversal ON public.movement USING btree (reverses) WHERE (reverses IS NOT NULL);


--
-- Name: production_order_bom; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_order_bom ON public.production_order USING btree (bom_id);


--
-- Name: production_order_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_order_open ON public.production_order USING btree (site_id, id) WHERE (state <> ALL (ARRAY['closed'::text, 'cancelled'::text]));


--
-- Name: production_report_line_lot; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_report_line_lot ON public.production_report_line USING btree (item_id, lot) WHERE (lot <> ''::text);


--
-- Name: production_report_line_serial; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_report_line_serial ON public.production_report_line USING btree (item_id, serial) WHERE (serial IS NOT NULL);


--
-- Name: production_report_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_report_order ON public.production_report USING btree (order_id, id);


--
-- Name: production_said_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX production_said_once ON public.production_said USING btree (agent_id, device, document, device_at) WHERE (device_at IS NOT NULL);


--
-- Name: production_said_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX production_said_open ON public.production_said USING btree (id) WHERE (outcome IS NULL);


--
-- Name: purchase_order_blanket; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX purchase_order_blanket ON public.purchase_order USING btree (blanket_id) WHERE (blanket_id IS NOT NULL);


--
-- Name: purchase_order_event_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX purchase_order_event_order ON public.purchase_order_event USING btree (order_id, id);


--
-- Name: purchase_order_line_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX purchase_order_line_item ON public.purchase_order_line USING btree (item_id, order_id);


--
-- Name: purchase_order_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX purchase_order_open ON public.purchase_order USING btree (site_id, supplier_id) WHERE (state = ANY (ARRAY['draft'::text, 'approved'::text, 'sent'::text, 'partly_received'::text]));


--
-- Name: purchase_order_supplier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX purchase_order_supplier ON public.purchase_order USING btree (supplier_id, id);


--
-- Name: quarantine_by_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quarantine_by_number ON public.quarantine USING btree (agent_id, epoch, seq) WHERE ((idx IS NULL) AND (seq IS NOT NULL));


--
-- Name: quarantine_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quarantine_open ON public.quarantine USING btree (id) WHERE (status = ANY (ARRAY['held'::text, 'replay_requested'::text]));


--
-- Name: quarantine_same; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX quarantine_same ON public.quarantine USING btree (topic, sha256(payload)) WHERE ((idx IS NULL) AND (status = ANY (ARRAY['held'::text, 'replay_requested'::text])));


--
-- Name: quarantine_unacknowledged; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quarantine_unacknowledged ON public.quarantine USING btree (last_received_at, id) WHERE ((seq IS NULL) AND (status = 'held'::text));


--
-- Name: reading_by_device; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reading_by_device ON public.reading USING btree (agent_id, device, id);


--
-- Name: reading_by_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reading_by_id ON public.reading USING btree (id);


--
-- Name: receipt_at_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receipt_at_place ON public.receipt USING btree (location_id, opened_at);


--
-- Name: receipt_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receipt_document ON public.receipt USING btree (site_id, document);


--
-- Name: receipt_exception_of_delivery; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX receipt_exception_of_delivery ON public.receipt_exception USING btree (site_id, document, item_id, lot) WHERE ((decision IS NULL) AND (kind = 'unannounced'::text));


--
-- Name: receipt_exception_of_order; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX receipt_exception_of_order ON public.receipt_exception USING btree (order_id, item_id, kind) WHERE ((decision IS NULL) AND (kind = ANY (ARRAY['over'::text, 'short'::text, 'wrong_item'::text])));


--
-- Name: receipt_exception_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receipt_exception_open ON public.receipt_exception USING btree (site_id, id) WHERE (decision IS NULL);


--
-- Name: receipt_exception_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receipt_exception_order ON public.receipt_exception USING btree (order_id, item_id);


--
-- Name: receipt_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receipt_open ON public.receipt USING btree (site_id, location_id) WHERE (closed_at IS NULL);


--
-- Name: reservation_of_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reservation_of_item ON public.reservation USING btree (item_id, id);


--
-- Name: reservation_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reservation_open ON public.reservation USING btree (site_id, document, item_id) WHERE (closed_at IS NULL);


--
-- Name: sales_order_line_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sales_order_line_item ON public.sales_order_line USING btree (order_id, item_id);


--
-- Name: sales_order_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sales_order_open ON public.sales_order USING btree (site_id, agent_id) WHERE (status = 'released'::text);


--
-- Name: shelf_weight_by_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX shelf_weight_by_place ON public.shelf_weight USING btree (location_id, occurred_at);


--
-- Name: shelf_weight_by_reading; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX shelf_weight_by_reading ON public.shelf_weight USING btree (reading_id);


--
-- Name: ship_notice_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ship_notice_open ON public.ship_notice USING btree (site_id) WHERE (state = ANY (ARRAY['announced'::text, 'partly_arrived'::text]));


--
-- Name: ship_notice_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ship_notice_order ON public.ship_notice USING btree (order_id);


--
-- Name: ship_package_standing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ship_package_standing ON public.ship_package USING btree (location_id) WHERE (location_id IS NOT NULL);


--
-- Name: ship_package_underway; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ship_package_underway ON public.ship_package USING btree (sscc) WHERE (state = 'underway'::text);


--
-- Name: stock_count_of_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stock_count_of_document ON public.stock_count USING btree (document, round) WHERE (document IS NOT NULL);


--
-- Name: stock_count_of_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stock_count_of_place ON public.stock_count USING btree (location_id, item_id, lot, occurred_at);


--
-- Name: stock_count_unused; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stock_count_unused ON public.stock_count USING btree (id) WHERE ((document IS NULL) AND (outcome IS NULL));


--
-- Name: supplier_item_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX supplier_item_item ON public.supplier_item USING btree (item_id);


--
-- Name: supplier_link_supplier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX supplier_link_supplier ON public.supplier_link USING btree (supplier_id, id);


--
-- Name: transfer_difference_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX transfer_difference_open ON public.transfer_difference USING btree (id) WHERE (decision IS NULL);


--
-- Name: transfer_difference_undecided; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX transfer_difference_undecided ON public.transfer_difference USING btree (transfer_id, item_id, lot, kind, COALESCE(location_id, 0)) WHERE (decision IS NULL);


--
-- Name: transfer_from; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX transfer_from ON public.transfer USING btree (from_site_id, id);


--
-- Name: transfer_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX transfer_open ON public.transfer USING btree (to_site_id) WHERE (state = ANY (ARRAY['in_transit'::text, 'partly_received'::text, 'received'::text]));


--
-- Name: transfer_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX transfer_to ON public.transfer USING btree (to_site_id, id);


--
-- Name: weight_lesson_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX weight_lesson_item ON public.weight_lesson USING btree (item_id, id);


--
-- Name: movement movement_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER movement_append_only BEFORE DELETE OR UPDATE ON public.movement FOR EACH STATEMENT EXECUTE FUNCTION public.movement_is_append_only();


--
-- Name: agent_epoch agent_epoch_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_epoch
    ADD CONSTRAINT agent_epoch_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: agent agent_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent
    ADD CONSTRAINT agent_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: alarm alarm_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: api_token api_token_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: balance balance_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.balance
    ADD CONSTRAINT balance_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: balance balance_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.balance
    ADD CONSTRAINT balance_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: bench_advance bench_advance_bench_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_advance
    ADD CONSTRAINT bench_advance_bench_id_fkey FOREIGN KEY (bench_id) REFERENCES public.location(id);


--
-- Name: bench_advance bench_advance_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_advance
    ADD CONSTRAINT bench_advance_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: bench_advance bench_advance_source_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_advance
    ADD CONSTRAINT bench_advance_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.location(id);


--
-- Name: bench_loan bench_loan_bench_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_loan
    ADD CONSTRAINT bench_loan_bench_id_fkey FOREIGN KEY (bench_id) REFERENCES public.location(id);


--
-- Name: bench_loan bench_loan_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_loan
    ADD CONSTRAINT bench_loan_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: bench_loan bench_loan_source_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bench_loan
    ADD CONSTRAINT bench_loan_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.location(id);


--
-- Name: bom_component bom_component_bom_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom_component
    ADD CONSTRAINT bom_component_bom_id_fkey FOREIGN KEY (bom_id) REFERENCES public.bom(id) ON DELETE CASCADE;


--
-- Name: bom_component bom_component_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom_component
    ADD CONSTRAINT bom_component_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: bom bom_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom
    ADD CONSTRAINT bom_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: bom bom_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bom
    ADD CONSTRAINT bom_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: carton carton_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carton
    ADD CONSTRAINT carton_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: carton carton_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carton
    ADD CONSTRAINT carton_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.sales_order(id);


--
-- Name: count_line count_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_line
    ADD CONSTRAINT count_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: count_line count_line_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_line
    ADD CONSTRAINT count_line_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: count_line count_line_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_line
    ADD CONSTRAINT count_line_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: count_line count_line_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_line
    ADD CONSTRAINT count_line_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.count_task(id) ON DELETE CASCADE;


--
-- Name: count_plan count_plan_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_plan
    ADD CONSTRAINT count_plan_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: count_policy count_policy_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_policy
    ADD CONSTRAINT count_policy_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: count_task count_task_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: count_task count_task_decided_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.app_user(id);


--
-- Name: count_task count_task_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: count_task count_task_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: count_task count_task_taken_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_task
    ADD CONSTRAINT count_task_taken_agent_id_fkey FOREIGN KEY (taken_agent_id) REFERENCES public.agent(id);


--
-- Name: count_work count_work_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.count_work
    ADD CONSTRAINT count_work_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: device_event device_event_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_event
    ADD CONSTRAINT device_event_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: idempotent_request idempotent_request_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotent_request
    ADD CONSTRAINT idempotent_request_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: import_fault import_fault_job_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_fault
    ADD CONSTRAINT import_fault_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.import_job(id) ON DELETE CASCADE;


--
-- Name: import_job import_job_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_job
    ADD CONSTRAINT import_job_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: item_code item_code_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_code
    ADD CONSTRAINT item_code_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: item_cost item_cost_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_cost
    ADD CONSTRAINT item_cost_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: item_cost item_cost_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_cost
    ADD CONSTRAINT item_cost_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: item_picture item_picture_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_picture
    ADD CONSTRAINT item_picture_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: item_place item_place_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_place
    ADD CONSTRAINT item_place_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: item_place item_place_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.item_place
    ADD CONSTRAINT item_place_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: location location_parent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_parent FOREIGN KEY (site_id, parent_id) REFERENCES public.location(site_id, id);


--
-- Name: location location_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.location
    ADD CONSTRAINT location_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: production_order production_order_bom_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_bom_id_fkey FOREIGN KEY (bom_id) REFERENCES public.bom(id);


--
-- Name: production_order production_order_closed_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.app_user(id);


--
-- Name: production_order production_order_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: production_order production_order_destination_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES public.location(id);


--
-- Name: production_order production_order_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: production_order production_order_source_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_order
    ADD CONSTRAINT production_order_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.location(id);


--
-- Name: production_report_line production_report_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report_line
    ADD CONSTRAINT production_report_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: production_report_line production_report_line_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report_line
    ADD CONSTRAINT production_report_line_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: production_report_line production_report_line_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report_line
    ADD CONSTRAINT production_report_line_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.production_report(id);


--
-- Name: production_report production_report_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report
    ADD CONSTRAINT production_report_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.production_order(id);


--
-- Name: production_report production_report_undone_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report
    ADD CONSTRAINT production_report_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES public.app_user(id);


--
-- Name: production_report production_report_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_report
    ADD CONSTRAINT production_report_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: production_said production_said_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.production_said
    ADD CONSTRAINT production_said_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: purchase_order purchase_order_approved_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES public.app_user(id);


--
-- Name: purchase_order purchase_order_blanket_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_blanket_id_fkey FOREIGN KEY (blanket_id) REFERENCES public.purchase_order(id);


--
-- Name: purchase_order purchase_order_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: purchase_order_event purchase_order_event_link_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_event
    ADD CONSTRAINT purchase_order_event_link_id_fkey FOREIGN KEY (link_id) REFERENCES public.supplier_link(id);


--
-- Name: purchase_order_event purchase_order_event_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_event
    ADD CONSTRAINT purchase_order_event_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);


--
-- Name: purchase_order_event purchase_order_event_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_event
    ADD CONSTRAINT purchase_order_event_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: purchase_order_line purchase_order_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_line
    ADD CONSTRAINT purchase_order_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: purchase_order_line purchase_order_line_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order_line
    ADD CONSTRAINT purchase_order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);


--
-- Name: purchase_order purchase_order_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: purchase_order purchase_order_supplier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchase_order
    ADD CONSTRAINT purchase_order_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.supplier(id);


--
-- Name: quarantine quarantine_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: receipt receipt_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: receipt_exception receipt_exception_decided_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.app_user(id);


--
-- Name: receipt_exception receipt_exception_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: receipt_exception receipt_exception_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: receipt_exception receipt_exception_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);


--
-- Name: receipt_exception receipt_exception_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_exception
    ADD CONSTRAINT receipt_exception_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: receipt receipt_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: receipt_piece receipt_piece_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_piece
    ADD CONSTRAINT receipt_piece_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: receipt_piece receipt_piece_receipt_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_piece
    ADD CONSTRAINT receipt_piece_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipt(id) ON DELETE CASCADE;


--
-- Name: receipt_plain receipt_plain_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_plain
    ADD CONSTRAINT receipt_plain_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: receipt_plain receipt_plain_receipt_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt_plain
    ADD CONSTRAINT receipt_plain_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipt(id) ON DELETE CASCADE;


--
-- Name: receipt receipt_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: receiving_policy receiving_policy_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiving_policy
    ADD CONSTRAINT receiving_policy_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: reservation reservation_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reservation
    ADD CONSTRAINT reservation_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: reservation reservation_released_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reservation
    ADD CONSTRAINT reservation_released_by_fkey FOREIGN KEY (released_by) REFERENCES public.app_user(id);


--
-- Name: reservation reservation_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reservation
    ADD CONSTRAINT reservation_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: reservation reservation_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reservation
    ADD CONSTRAINT reservation_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: sales_order sales_order_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: sales_order_line sales_order_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order_line
    ADD CONSTRAINT sales_order_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: sales_order_line sales_order_line_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order_line
    ADD CONSTRAINT sales_order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.sales_order(id) ON DELETE CASCADE;


--
-- Name: sales_order sales_order_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: ship_notice ship_notice_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: ship_notice ship_notice_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);


--
-- Name: ship_notice ship_notice_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: ship_notice ship_notice_supplier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_notice
    ADD CONSTRAINT ship_notice_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.supplier(id);


--
-- Name: ship_package_line ship_package_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package_line
    ADD CONSTRAINT ship_package_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: ship_package_line ship_package_line_package_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package_line
    ADD CONSTRAINT ship_package_line_package_id_fkey FOREIGN KEY (package_id) REFERENCES public.ship_package(id);


--
-- Name: ship_package ship_package_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package
    ADD CONSTRAINT ship_package_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: ship_package ship_package_notice_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ship_package
    ADD CONSTRAINT ship_package_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public.ship_notice(id);


--
-- Name: stock_count stock_count_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stock_count
    ADD CONSTRAINT stock_count_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: stock_count stock_count_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stock_count
    ADD CONSTRAINT stock_count_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: stock_count stock_count_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stock_count
    ADD CONSTRAINT stock_count_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.count_task(id);


--
-- Name: supplier_item supplier_item_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_item
    ADD CONSTRAINT supplier_item_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: supplier_item supplier_item_supplier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_item
    ADD CONSTRAINT supplier_item_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.supplier(id);


--
-- Name: supplier_link supplier_link_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_link
    ADD CONSTRAINT supplier_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: supplier_link supplier_link_supplier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_link
    ADD CONSTRAINT supplier_link_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.supplier(id);


--
-- Name: supplier_price supplier_price_supplier_id_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_price
    ADD CONSTRAINT supplier_price_supplier_id_item_id_fkey FOREIGN KEY (supplier_id, item_id) REFERENCES public.supplier_item(supplier_id, item_id) ON DELETE CASCADE;


--
-- Name: supplier_return supplier_return_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: supplier_return supplier_return_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.purchase_order(id);


--
-- Name: supplier_return supplier_return_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);


--
-- Name: supplier_return supplier_return_supplier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT supplier_return_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.supplier(id);


--
-- Name: transfer transfer_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.app_user(id);


--
-- Name: transfer_difference transfer_difference_decided_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_difference
    ADD CONSTRAINT transfer_difference_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.app_user(id);


--
-- Name: transfer_difference transfer_difference_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_difference
    ADD CONSTRAINT transfer_difference_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: transfer_difference transfer_difference_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_difference
    ADD CONSTRAINT transfer_difference_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.location(id);


--
-- Name: transfer_difference transfer_difference_transfer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_difference
    ADD CONSTRAINT transfer_difference_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);


--
-- Name: transfer transfer_from_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_from_site_id_fkey FOREIGN KEY (from_site_id) REFERENCES public.site(id);


--
-- Name: transfer_line transfer_line_from_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_line
    ADD CONSTRAINT transfer_line_from_location_id_fkey FOREIGN KEY (from_location_id) REFERENCES public.location(id);


--
-- Name: transfer_line transfer_line_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_line
    ADD CONSTRAINT transfer_line_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: transfer_line transfer_line_transfer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_line
    ADD CONSTRAINT transfer_line_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES public.transfer(id);


--
-- Name: transfer_piece transfer_piece_transfer_id_line_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_piece
    ADD CONSTRAINT transfer_piece_transfer_id_line_fkey FOREIGN KEY (transfer_id, line) REFERENCES public.transfer_line(transfer_id, line) ON DELETE CASCADE;


--
-- Name: transfer transfer_sent_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_sent_by_fkey FOREIGN KEY (sent_by) REFERENCES public.app_user(id);


--
-- Name: transfer transfer_to_location_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_to_location_id_fkey FOREIGN KEY (to_location_id) REFERENCES public.location(id);


--
-- Name: transfer transfer_to_site_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer
    ADD CONSTRAINT transfer_to_site_id_fkey FOREIGN KEY (to_site_id) REFERENCES public.site(id);


--
-- Name: weight_lesson weight_lesson_agent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_lesson
    ADD CONSTRAINT weight_lesson_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agent(id);


--
-- Name: weight_lesson weight_lesson_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_lesson
    ADD CONSTRAINT weight_lesson_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);


--
-- Name: weight_lesson weight_lesson_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_lesson
    ADD CONSTRAINT weight_lesson_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.app_user(id);


--
-- Name: weight_sample weight_sample_lesson_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.weight_sample
    ADD CONSTRAINT weight_sample_lesson_id_fkey FOREIGN KEY (lesson_id) REFERENCES public.weight_lesson(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--
