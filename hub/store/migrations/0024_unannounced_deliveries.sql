-- Goods that came without an order: one undecided row an item and lot of the delivery, until somebody says to which
-- order they belong, or that they are kept, sent back or scrapped.
alter table receipt_exception drop constraint receipt_exception_kind_check;
alter table receipt_exception add constraint receipt_exception_kind_check
    check (kind in ('over', 'short', 'wrong_item', 'damaged', 'unannounced'));
alter table receipt_exception drop constraint receipt_exception_decision_check;
alter table receipt_exception add constraint receipt_exception_decision_check
    check (decision in ('accept', 'return', 'scrap', 'claim', 'match'));

-- who brought it, as the receiver said it: a supplier's code, mostly
alter table receipt_exception add column delivered_by text not null default '';
create unique index receipt_exception_of_delivery on receipt_exception (site_id, document, item_id, lot)
    where decision is null and kind = 'unannounced';
