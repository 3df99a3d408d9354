"""The kinds of alarm: stable words of the API, and what their subjects name."""

from __future__ import annotations

from typing import Final

NEGATIVE_STOCK: Final = "negative-stock"  # site/location/SKU[/lot]
AGENT_OFFLINE: Final = "agent-offline"  # site/agent
AGENT_CONFIG: Final = "agent-config"  # site/agent
CLONED_AGENT: Final = "cloned-agent"  # site/agent
LOST_BATCHES: Final = "lost-batches"  # site/agent
CLOCK: Final = "clock"  # site/agent
FAULT: Final = "fault"  # site/agent/device/code
QUARANTINE: Final = "quarantine"  # the topic; where no agent is known by it, the reason
QUARANTINE_FULL: Final = "quarantine-full"  # 'unacknowledged': the part of the quarantine that has a limit
CANCELLED_ORDER_SHIPPED: Final = "shipped-cancelled-order"  # site/order
OVER_RECEIPT: Final = "over-receipt"  # site/order/SKU: more came than was ordered
UNORDERED_RECEIPT: Final = "unordered-receipt"  # site/order: what came on it was not to be expected
TRACKING: Final = "tracking"  # document/SKU[/serial]: what came lacks what is written down, or came twice
TRANSFER_OVERDUE: Final = "transfer-overdue"  # site/number of the transfer
COUNT_DUE: Final = "count-due"  # site/day
COUNT_OVERDUE: Final = "count-overdue"  # site/day
COUNT_TO_APPROVE: Final = "count-to-approve"  # site/number of the count
PRODUCTION_NOT_USED: Final = "production-not-used"  # site/agent/order/number of what was told
COUNT_NOT_USED: Final = "count-not-used"  # site/agent/number of the count, or a hand scanner's place
