# The words of the papers: receipt, delivery note. What stands after $ is filled in by the till.

## Forms: money, dates, times

group = ,
money = €{ $euros }.{ $cents }
day = { $number }
month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date = { $day }{ "\u00A0" }{ $month }{ "\u00A0" }{ $year }
time = { $hour }:{ $minute }
date-time = { $date }, { $time }

## On every paper

original = Original
duplicate = DUPLICATE { $number }
training = TRAINING · not valid, nothing is financed
page-of = Page { $page } of { $pages }

## Facts

issued-at = Date
till = Till
staff = Served by
customer = Customer
order = Order
product = Product
plan = Indicative plan
plan-part = { $count }{ "\u00A0" }×{ "\u00A0" }{ $amount }
mode = Mode
mode-direct = Direct financing, released on signature
mode-two-step = Two-step financing, released on delivery
released-at = Released on
release-by = To be released before
gateway = Financed through
reference = Reference
transaction-date = Transaction date
further-references = Other references

## Amounts

financed = Amount requested
authorised = Authorised
released = Released
cancelled = Cancelled
refunded = Refunded
left-to-release = Left to release
not-released = Not released
left-to-refund = Net financed

## States

state-undecided = Awaiting a decision
state-accepted = Accepted, not financed yet
state-reserved = Amount reserved, not financed yet
state-releasing = Release requested, not confirmed yet
state-financed = Financed
state-cancelling = Cancellation requested, not confirmed yet
state-cancelled = Cancelled
state-refunding = Refund requested, not confirmed yet
state-refunded = Refunded
state-refused = Refused, nothing is financed
state-ending = Withdrawal requested, not confirmed yet
state-ended = Withdrawn, nothing is financed
state-lapsed = Approval lapsed, nothing is financed

## The receipt

receipt = Financing receipt
not-the-contract = This is not the credit contract.
not-the-contract-why = This receipt states what the till has recorded. Only the contract signed through { $gateway } is binding: it sets the cost of credit, the due dates and the right of withdrawal.
plan-is-indicative = The plan is indicative: any interest and fees are those of the contract.
code-holds-reference = The code holds the reference to quote with any question.

## The delivery note

delivery-note = Delivery note
delivered = Amount delivered
delivered-at = Delivered on
goods = Goods delivered
goods-of-order = Goods of order { $order }
quantity = Qty
received = I have received the goods of note { $number }, complete and in apparent good condition.
signature-name = Name
signature-date = Date
signature = Customer’s signature
