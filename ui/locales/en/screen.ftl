# The words of the screen, in English. The same keys stand in every language; `npm run keys` makes them known to the
# type check. Errors say what happened, what is safe, what to do. Nothing says "financed" but the state that is.

# Everywhere
colon = :
quote = Quote to support:
save = Save
saved = Saved.
undo = Undo changes
back = Back
check = Check now
deliver = Delivered
cancel = Cancel…
refund = Refund…
scanned = scanned
version = Comptoir { $version }
till = Till { $till }
waiting = { $count ->
    [one] 1 kept until it can be sent
   *[other] { $count } kept until they can be sent
}
unresolved-follow_up = Since { $time } the till cannot look after every financing by itself. { $why } What was written is safe, and it tries again by itself. Press Check now on what you wait for.
unresolved-answer = A gateway’s answer could not be written on { $time }. { $why } It is not lost and nothing is sent twice: the till asks for it again.
unresolved-mark = Since { $time } the till cannot note how far its ledger has come. { $why } The ledger itself goes on; were its latest part lost now, nobody would notice. It is tried again by itself.
unresolved-backup = The day’s copy of the ledger has not been made since { $time }. { $why } The ledger itself goes on, and the copy is tried again every hour.
unresolved-erasure = Customers’ data that are to go have not all gone since { $time }. { $why } The shop’s books are not touched, and it is tried again every hour.
unresolved-gateways = Since { $time } the system’s keyring does not give a gateway’s credentials. { $why } A gateway that could not be opened sends and asks nothing until then; what was written is safe, and it is tried again every minute.
unresolved-why-disk_full = The disk is full: make room on it.
unresolved-why-read_only = Its place may not be written: give this user the right to.
unresolved-why-busy = Another program holds the file.
unresolved-why-io = Its place on the disk cannot be used.
unresolved-why-locked = It is locked: unlock it.
unresolved-why-unreachable = It does not answer: sign in to the session again or start it.
unresolved-why-corrupt = Something in the ledger does not read: check the ledger in the settings.
unresolved-why-other = Support finds the reason in the log.
reference = { $gateway } reference

# The rail
rail = Main
rail-start = Start
rail-deliver = To deliver
rail-today = Today
rail-attention = Attention
rail-settings = Settings

# Training
training-word = Training
training-body = nothing is real: no request, no money
training = Training
training-inside = You are in training mode. Everything happens on this machine, with pretended gateways.
training-outside = Practise with pretended gateways on this machine. The real till’s books are not touched, but it is closed meanwhile: nothing of it is followed up until you come back.
training-title = Leave the real till for training?
training-closed = The real till is closed meanwhile: nothing of it is asked, sent or followed up.
training-unsettled = { $count ->
    [0] No financing is waiting for anything there now.
    [one] 1 financing is not over. Its deadlines run on.
   *[other] { $count } financings are not over. Their deadlines run on.
}
training-kept = { $count ->
    [one] 1 operation is kept and leaves only once you are back.
   *[other] { $count } operations are kept and leave only once you are back.
}
training-back = What is written stays as it is. Come back by the settings: the till then looks after all of it again.
training-yes = Yes, into training
training-trainer = The trainer’s page (breaks things on purpose)
training-books = The pretended gateways’ books
training-leave = Back to the real till
training-set-up = Set up this till
phones-on = Show the journey to phones
phones-off = Hide the journey from phones
phones-shown = Phones on the shop’s network can open the training journey.
phones-hidden = Only this machine can open the training journey.

# Who stands at the till
staff-nobody = Who is at the till?
staff-title = Who is at the till?
staff-body = Your name stands beside what you do, so that everyone can see who did what.
staff-yes = It’s me
who-staff = Staff
who-till = The till

# First start
first-title = Welcome to Comptoir
first-lead = The counter for sales on financing: start, follow the customer’s phone, deliver, and see when the money is released.
first-training = Try it in training mode
first-training-title = Try it first
first-training-body = One tap, nothing to configure. Pretended gateways on this machine answer like the real ones, and you can play the customer too.
first-setup = Set up this till
first-setup-go = Set up
first-setup-body = The shop, the till and its gateway. You will need what your contact at Cofidis or Payplug gave you.
setup-save = Set up this till
setup-back = Back
setup-then = Next come the gateway’s credentials and a test of the connection. No money moves in the test.
setup-incomplete = This profile lacks what only the gateway can give you, such as its address. You fill it in next, in the settings.
till-note = Receipt numbers begin with it, T2-000147. Each till has its own.
title-none = No title
title-mr = Mr
title-mrs = Mrs
title-miss = Miss

# Fields
field-amount = Amount
field-order = Order
field-product = Product
field-mode = Goods
field-title = Title
field-first_name = First name
field-last_name = Last name
field-email = E-mail
field-phone = Telephone
field-mobile = Mobile
field-birth_date = Date of birth
field-customer_reference = Customer number
field-address = Address
field-postal_code = Postal code
field-city = City
field-country = Country
field-ship_title = Title
field-ship_first_name = Recipient’s first name
field-ship_last_name = Recipient’s last name
field-ship_company = Company
field-ship_phone = Telephone
field-ship_mobile = Mobile
field-ship_address = Delivery address
field-ship_postal_code = Postal code
field-ship_city = City
field-ship_country = Country
field-cart = Basket
field-cart_tax = Tax (%)
field-cart_discount = Discount (%)
field-prescoring = Score (prescoring code)
field-description = Description
field-extra_data = Extra data
field-metadata = Metadata
field-seller = Seller
field-shop = Shop’s name
field-shop_lines = Address, as on receipts
field-legal_id = Registration number, as on receipts
field-till = Till’s prefix
field-zone = Time zone
field-language = Language
field-profile = Gateway
field-personal_data_months = Months
field-staff = Your name
field-pin = Manager’s PIN
field-pin_again = Manager’s PIN, again
field-value = Value
birth-date-note = Day, month, year: 21/06/1982
as-sent = Sent as: { $text }

# What is wrong with a field
problem-missing = is missing.
problem-too_short = needs at least { $least } characters.
problem-too_long = may have { $most } characters at most.
problem-not_writable = cannot be written in the letters the gateway takes.
problem-malformed = is not in a form the gateway takes.
problem-other_country = is a number of another country.
problem-does_not_add_up = does not add up to the amount.
problem-not_digits = takes digits only.
problem-too_easy = is one that anybody guesses: choose digits without such an order.
problem-differs = was typed differently.

# Start
start-amount = Amount to finance
start-limits = between { $minimum } and { $maximum } for { $product }
start-below = { $product } starts at { $minimum }
start-above = { $product } goes up to { $maximum }
start-gateway = Financed through
start-product = How the customer pays
start-instalments = Number of payments
start-mode = When the goods leave
start-customer = Order and customer
start-ship = Who receives the goods
start-optional = Optional
fold-filled = { $count } filled in
start-qr = Show the QR code
start-sms = Send by SMS
start-clear = Clear
start-no-gateway = No gateway is ready
start-no-gateway-body = A financing needs a gateway with its credentials. Put them in and test the connection in the settings.
start-to-settings = Open the settings
product-limits = { $minimum } to { $maximum }
product-span = { $from } to { $to } payments
product-plan = { $count } × { $each }
product-plan-about = about { $count } × { $each }
mode-direct = Taken now
mode-two_step = Delivered later
mode-direct-title = They take it now
mode-direct-detail = Financed as soon as it is signed
mode-two_step-title = Delivered later
mode-two_step-detail = Financed once you press Delivered
keypad = Keypad
keypad-back = Delete the last digit
cart-name = Article
cart-quantity = Quantity
cart-price = Price each (€)
cart-add = Add an article
cart-remove = Remove
cart-more = Tax and discount
cart-more-seller = Tax, discount and seller
cart-discount-note = Already taken off the price each.
cart-seller-note = Their account, or OPERATOR where the marketplace itself sells.
cart-even = Adds up to the amount.
cart-missing = { $amount } still missing
cart-over = { $amount } too much

# Journey
journey-title = The customer’s journey
journey-panel = For the customer
journey-qr = QR code of the customer’s journey
journey-scan = The customer scans with their own phone
journey-address = Address of the journey
journey-copy = Copy link
journey-copied = Copied
journey-copy-by-hand = The link is selected: copy it with the keyboard.
journey-texted = Sent by SMS
journey-texted-body = The gateway texted the link to { $to }.
journey-page = Only a browser can open this journey
journey-page-body = The gateway gave a page that cannot go into a QR code. Hand this till to the customer, or let their phone open it over the shop’s network.
journey-hand-over = Hand the till over
journey-relay = To the customer’s phone
journey-handed = The customer has the till
journey-handed-body = The journey is open in a window of its own, which can reach nothing of the till. It closes when the journey ends, and keeps nothing of what was typed.
journey-take-back = Take the till back
journey-lost = The link was lost
journey-lost-body = The request reached the gateway but its answer did not reach us. Nothing is financed. Cancel this one and start again.
journey-preparing = Preparing the journey…
journey-preparing-body = { $gateway } is being asked. If no answer comes, we ask again; it is never sent twice.
journey-preparing-kept = It is kept and has not been sent yet: it leaves by itself as soon as it can.
journey-until = The customer has until { $time }
journey-over = The customer’s time is over
journey-over-body = The code leads nowhere any more and was taken away. Press “Check now” to see whether they finished. If they did not, press “Cancel…”, then “New financing”.
journey-cancel = Cancel…
journey-done = New financing
journey-open = Open this financing
journey-receipt = Receipt and details
order-and-id = Order { $order } · { $id }
next-check = Next automatic check
asked-answered = { $gateway } answered at { $time }.
asked-not_reached = { $gateway } was not asked at { $time }. { $why } Nothing changed.
asked-refused = { $gateway } refused the question at { $time } (code { $code }). Nothing changed.
asked-no_answer = No usable answer from { $gateway } at { $time }. { $why } Nothing changed.
asked-again = The till will ask again: { $time }.
elapsed = { $minutes ->
    [0] for { $seconds } s
   *[other] for { $minutes } min { $seconds } s
}
step-opening = Asked
step-opening-now = Asking the gateway
step-shown = Ready for the customer
step-opened = Opened on the phone
step-opened-now = Waiting for the customer to open it
step-filling = Filled in
step-filling-now = The customer is filling it in
step-review = Checked by hand
step-review-now = Being checked by hand
step-decision = Decision
step-deliver = Delivery
step-deliver-now = Waiting for the goods to leave
step-financed = Financed
step-financed-now = Sent, waiting for the answer
step-financed-by_hand = To be released in the gateway’s portal

# What became of it
outcome-under_review = The customer is done. The gateway is checking by hand; this can take hours or days, and the till asks by itself. The goods stay.
outcome-accepted = The contract is signed. Press Delivered when the goods leave: only then is the shop paid.
outcome-accepted-direct = The contract is signed. The release follows by itself; wait for “Financed” before the goods leave.
outcome-reserving = Accepted. The amount is being reserved for the shop.
outcome-reserved = The contract is signed and the amount reserved. Press Delivered when the goods leave: only then is the shop paid.
outcome-releasing = The release is sent. It counts once the gateway confirms it; the till keeps asking.
outcome-by_hand = The till sends nothing here: release it in the gateway’s portal. The till keeps asking whether it was done.
outcome-financed = { $amount } are released to the shop.
outcome-cancelling = The cancellation is sent. It counts once the gateway confirms it.
outcome-cancelled = Nothing is financed, the customer owes nothing.
outcome-refunding = The refund is sent. It counts once the gateway confirms it.
outcome-refunded = Everything was refunded.
outcome-refused = This request was not granted. The gateway gives no reason to the shop. Another means of payment is possible.
outcome-abandoned = The journey was left before the end, or its time ran out. Nothing is financed. You can start again.
outcome-reservation_refused = Accepted, but the amount could not be reserved. Nothing is financed. Keep the goods.
outcome-failed = It did not come about. Nothing is financed. You can start again.
outcome-withdrawing = You ended it here. The till still asks for the gateway’s last word; until then the goods stay.
outcome-withdrawn = You ended it before anything was reserved. Nothing is financed.
outcome-lapsed = The time to deliver ran out and the gateway let it go. Nothing is financed. Keep the goods or start again.

# States
state-opening = Being prepared
state-shown = Shown
state-filling = In the journey
state-under_review = Under review
state-accepted = Accepted
state-reserving = Being reserved
state-reserved = Accepted, reserved
state-releasing = Sent, waiting for the answer
state-financed = Financed
state-financed-part = Financed, { $amount } refunded
state-cancelling = Cancelling, waiting for the answer
state-cancelled = Cancelled
state-refunding = Refunding, waiting for the answer
state-refunded = Refunded
state-refused = Refused
state-abandoned = Abandoned
state-reservation_refused = Not reserved
state-failed = Did not come about
state-withdrawing = Ending, waiting for the answer
state-withdrawn = Ended in the shop
state-lapsed = Time ran out
state-kept = Kept, not sent yet
state-by_hand = To release in the portal
operation-open = the request
operation-reserve = the reservation
operation-release = the release
operation-cancel = the cancellation
operation-refund = the refund
operation-abandon = the ending of the journey

# To deliver
deliver-summary = { $count ->
    [one] 1 financing waits for its goods · { $amount }
   *[other] { $count } financings wait for their goods · { $amount }
}
deliver-empty = Nothing waits for delivery
deliver-empty-body = Financings that are delivered later appear here once they are accepted, the nearest deadline first.
deliver-note = Nothing here is paid to the shop yet. It is released when the gateway confirms the delivery.
signed = signed { $day }
until = until { $time }
sent-at = since { $time }
delivered-at = delivered { $time }
withdrawal-until = withdrawal possible until { $day }
withdrawal = The customer can withdraw until { $day }. Delivering before then is allowed, but the goods may come back.
ring-days = { $count } d
ring-hours = { $count } h
ring-minutes = { $count } m
ring-over = !
left-days = { $count ->
    [one] 1 day left
   *[other] { $count } days left
}
left-hours = Last day · { $count } h
left-minutes = { $count ->
    [one] 1 minute left
   *[other] { $count } minutes left
}
left-over = The time is over

# Questions before a deed
confirm-no = No, go back
confirm-how-much = How much
confirm-all = All of it
confirm-part = A part
confirm-part-detail = Key in the amount
confirm-at-most = at most { $amount }
ask-deliver-title = Delivered to { $customer }?
ask-deliver-body = The release of { $amount } is asked for now. Press only when the goods are with the customer.
ask-deliver_by_hand-body = The till sends the gateway nothing: { $amount } will be left to release in its portal. Press only when the goods are with the customer.
ask-deliver-rest = This is the only delivery there can be: the rest, { $rest }, will not be paid any more.
ask-deliver-yes = Yes, delivered
ask-withdraw-title = End this journey?
ask-withdraw-body = You end the journey of { $customer } here. Nothing is financed. If they sign all the same, the gateway’s word counts and you will see it here.
ask-withdraw-yes = Yes, end it
ask-unsent-title = Do not send the request of { $customer }?
ask-unsent-body = Nothing has left, and nothing will. This financing ends here and the customer owes nothing.
ask-unsent-yes = Yes, do not send it
ask-recall-title = Do not send { $operation }?
ask-recall-body = { $amount }: nothing has left, and nothing will. The financing stays as it was before.
ask-recall-yes = Yes, do not send it
ask-take_back-title = Take back Delivered?
ask-take_back-body = The till has told the gateway nothing. If { $amount } were not released in its portal, the financing is again as it was before; if they were, leave it alone: the till will learn of it.
ask-take_back-yes = Yes, take it back
ask-let_go-title = Cancel the financing of { $customer }?
ask-let_go-body = Nothing is reserved yet: the till sends the gateway nothing, and { $amount } are not released. The goods stay in the shop.
ask-let_go_by_hand-body = The till sends the gateway nothing: see to it that { $amount } are not released in its portal. The goods stay in the shop.
ask-let_go-yes = Yes, cancel
ask-cancel-title = Cancel the financing of { $customer }?
ask-cancel-body = { $amount } that were accepted are given back. The customer owes nothing for them and the goods stay in the shop.
ask-cancel-yes = Yes, cancel
ask-refund-title = Refund { $customer }?
ask-refund-body = Up to { $amount } can be refunded. It goes through the gateway, never in cash.
ask-refund-waits = Asking { $gateway } what is left to refund…
ask-refund-unasked = { $gateway } did not say what is left. This is what the till knows: a refund made elsewhere since then is not in it.
ask-refund-nothing = By the answer of { $gateway }, nothing can be refunded now.
ask-refund-yes = Yes, refund
ask-declare_not_done-title = Was { $operation } certainly not done?
ask-declare_not_done-body = Declare it only after the gateway’s people told you so. It can then be done again; if it had been done after all, it would be done twice.
ask-declare_not_done-yes = Yes, it was not done
ask-declare_not_signed-title = Did the gateway’s people tell you that the customer did not sign?
ask-declare_not_signed-body = The till then stops asking, and nothing is financed. If the customer signed all the same, it no longer learns of it by itself.
ask-declare_not_signed-yes = Yes, not signed
ask-declare_seen-title = Is this dealt with?
ask-declare_seen-body = The financing leaves the attention list. Your name stands beside it in the history.
ask-declare_seen-yes = Yes, dealt with

# Today
search = Name, order or reference
search-clear = Show all
day-before = Day before
day-after = Day after
figure-financed = Financed
figure-refunded = Refunded
figure-products = By product, started on this day
moved-on-day = moved on this day, whenever it was started
started-on-day = { $count ->
    [one] 1 contract started on this day
   *[other] { $count } contracts started on this day
}
states-on-day = Started on this day, as they stand now:
figure-kept = Kept by the shop
figure-waiting = Waiting for release
figure-let_go = Not released
figure-cancelled = Given back
states = By state
share = { $product } { $percent }%
share-none = Nothing yet
filters = Show
filter-all = All
filter-open = Going on
filter-to_deliver = To deliver
filter-financed = Financed
filter-refunded = Refunded
filter-ended = Ended
financings = Financings
column-time = Time
column-customer = Customer
column-state = State
column-released = Released
more = There are more: search to narrow them down.
found-nothing = Nothing found
found-nothing-body = Nothing of any day matches. Type the beginning of a name, of the order number or of the reference.
found-nothing-narrowed = Nothing of any day matches among “{ $filter }”. Others may match: show all.
found-nothing-filter = No financing of this day is among those. Others may be on another day.
searched-everywhere = Every day is searched.
day-empty = No financing on this day
day-empty-body = Each financing appears here the moment it is started.

# Attention
attention-summary = { $count ->
    [one] 1 financing wants a person
   *[other] { $count } financings want a person
}
attention-empty = Nothing wants your attention
attention-empty-body = What the till cannot settle by itself appears here with the reason and what to do.
attention-link_lost = The link was lost with the answer
attention-link_lost-body = Nothing is financed. Cancel this one and start again.
attention-journey_overdue = The customer’s time is over, and there is no decision
attention-journey_overdue-body = The till keeps asking. Keep the goods until it says accepted. To wait no longer, cancel; if that was done already, call the gateway, then “{ declare-not-done }” if its people say that the customer did not sign.
attention-release_overdue = The time to deliver is over or nearly so
attention-release_overdue-body = If the goods have left, press Delivered now; if that was pressed and is kept, it leaves as soon as the gateway can be reached. If not, cancel: that ends it, and you can start again with the customer.
attention-outcome_unknown = No certain answer about { $operation } for too long
attention-outcome_unknown-body = It may or may not have been done; it is still being asked about and is not sent again. A release that is made in the portal: make it there. Otherwise call the gateway with the reference. If it was done, the till will learn of it: nothing to press. If its people say that it was certainly not done: “{ declare-not-done }”.
attention-not_done = Not done: { $operation }
attention-not_done-body = Not found at the gateway, or declared so by a manager: the history says which. Check before doing it again.
attention-rejected = The gateway refused { $operation }
attention-rejected-body = Nothing was moved. Read the reason; call the gateway with the code if it is not clear.
attention-contact_gateway = The gateway could not carry out { $operation }
attention-contact_gateway-body = It asks to be contacted. Call it with the reference before trying again.
attention-incomplete = Something was missing for { $operation }
attention-incomplete-body = Nothing was moved. Start again with the missing facts, or call the gateway.
attention-unrecognised = The gateway used a word nobody knows
attention-unrecognised-body = Nothing was moved by it. The till keeps asking; call the gateway if it stays.
attention-contradiction = The gateway’s word contradicts our journal
attention-contradiction-body = Nothing was moved by it. Call the gateway with the reference and compare the amounts.
attention-financed_after_withdrawal = Financed although it was ended here
attention-financed_after_withdrawal-body = The customer had signed just before. Refund it if the goods stay in the shop.
attention-never_sent = Kept too long without network
attention-never_sent-body = Nothing was sent: its date is past. Start again.
declare-seen = Dealt with…
declare-not-done = It was not done…

# One financing
money = The money
history = What happened
seal = Sealed in the journal ·
show-journey = Show the journey
print-receipt = Print receipt
print-receipt-again = Duplicate
print-delivery-note = Delivery note
printed = Written:
printed-copy = Duplicate { $copy } written:
fact-deadline = To be delivered by
fact-withdrawal = Withdrawal possible until
fact-detail = { $gateway } adds
customer-erased = Erased, as the law asks
history-started = { $who } started it: { $amount }
history-deliver_pressed = { $who } pressed Delivered
history-deliver_pressed-part = { $who } pressed Delivered for { $amount }
history-cancel_pressed = { $who } asked to cancel
history-cancel_pressed-part = { $who } asked to give back { $amount }
history-called_back = { $who } called back { $operation }. Nothing had left.
history-refund_pressed = { $who } asked to refund all of it
history-refund_pressed-part = { $who } asked to refund { $amount }
history-receipt_printed = { $who } printed the receipt (original)
history-receipt_printed-copy = { $who } printed the receipt (duplicate { $copy })
history-delivery_note_printed = { $who } printed the delivery note
history-delivery_note_printed-copy = { $who } printed the delivery note (duplicate { $copy })
history-declared_not_done = { $who } declared it was not done
history-declared_seen = { $who } dealt with the reason
history-rejected = { $gateway } refused { $operation }. { $why }
history-kept = Kept, not sent: { $operation }. { $why }
history-unanswered = No certain answer about { $operation }. { $why } Asked about, not sent again.
history-sent_again = Sent now: { $operation }
history-never_sent = Given up without being sent: its date is past
history-overdue-journey = The customer’s time is over
history-overdue-release = The time to deliver is over
history-overdue-outcome = No certain answer for too long
history-overdue-other = A time ran out
history-told-opening = { $gateway } is preparing the journey
history-told-shown = { $gateway }: the journey is ready
history-told-filling = Opened on the customer’s phone
history-told-under_review = { $gateway } is checking by hand
history-told-accepted = { $gateway }: accepted and signed
history-told-reserving = { $gateway }: accepted, the amount is being reserved
history-told-reserved = { $gateway }: the amount is reserved
history-told-releasing = { $gateway }: not released yet
history-told-financed = { $gateway } confirms: financed { $amount }
history-told-cancelling = { $gateway }: not cancelled yet
history-told-cancelled = { $gateway } confirms: cancelled, { $amount } given back
history-told-refunding = { $gateway }: not refunded yet
history-told-refunded = { $gateway } confirms: refunded { $amount }
history-told-refunded-part = { $gateway } confirms: refunded { $amount } so far
history-told-refused = { $gateway }: refused
history-told-abandoned = { $gateway }: abandoned by the customer, or out of time
history-told-reservation_refused = { $gateway } could not reserve the amount
history-told-failed = { $gateway }: it did not come about
history-told-withdrawing = { $gateway }: not ended yet
history-told-withdrawn = { $gateway }: ended
history-told-lapsed = { $gateway } let it go: the time ran out
history-told-unrecognised = { $gateway } said something nobody knows: “{ $word }”

# Why nothing left, or no answer came
kept-no_connection = The gateway cannot be reached.
kept-no_tls = The gateway’s identity could not be verified, so nothing was sent.
kept-busy = The gateway is too busy.
kept-no_credentials = Its credentials are not in the vault.
kept-not_configured = Its profile is not complete.
kept-other = It could not be sent.
silence-timed_out = It took too long.
silence-cut = The connection broke off.
silence-platform_failed = The gateway had a breakdown.
silence-technical_error = The gateway reported a technical error.
silence-unreadable = The answer could not be read.
silence-other_transaction = The answer was about another transaction.
silence-already_done = The gateway says it was done before.
silence-interrupted = The till was interrupted.
silence-other = There was no usable answer.
rejection-forbidden = Its rules do not allow it (code { $code }).
rejection-declined = It was declined (code { $code }).
rejection-malformed = The request was not well formed (code { $code }).
rejection-credentials = The credentials were not accepted (code { $code }).
rejection-account = The merchant account does not allow it (code { $code }).
rejection-seller = This seller is not allowed or not trained for the product (code { $code }).
rejection-key = The transaction’s name is not right (code { $code }).
rejection-other = It was refused (code { $code }).

# Faults
fault-refused = Not possible now
refusal-busy = Another operation of this financing is under way. Nothing was sent; wait for its answer.
refusal-over = It is over: nothing can be done with it any more. Nothing was sent.
refusal-not_accepted = It is not accepted yet, so there is nothing to deliver on. Keep the goods.
refusal-not_financed = Nothing was released, so there is nothing to refund.
refusal-already_financed = The money is released already. It can only be refunded.
refusal-only_whole = The gateway takes this only whole. Nothing was sent.
refusal-above_left = That is more than the { $left } left. Nothing was sent.
refusal-nothing = The amount is zero. Nothing was sent.
refusal-nothing_to_declare = There is nothing to declare: it has been settled meanwhile.
refusal-stale = That was about something already settled. Nothing was changed.
refusal-nothing_to_print = There is no contract to print yet.
refusal-out_of_order = That cannot follow what happened before. Nothing was changed.
refusal-impossible = These amounts cannot be. Nothing was sent.
refusal-unknown_gateway = This gateway is not configured any more. Choose another one.
refusal-unknown_product = This product is not offered any more. Choose another one.
refusal-not_offered = This product is not offered this way. Choose another way. Nothing was sent.
refusal-no_amount = Key in an amount first.
fault-fields = Something is not as the gateway takes it. Nothing was sent.
fault-pin = This PIN is not taken
fault-limits = The amount is outside the product’s limits. Nothing was sent.
fault-limits-body = From { $minimum } to { $maximum }: change the amount or the product.
fault-limits-least = From { $minimum } upwards: change the amount or the product.
fault-limits-most = Up to { $maximum }: change the amount or the product.
fault-ask_first = Check now first
fault-ask_first-body = This financing comes out of a backup. What was given back since is not in this till’s book. Press Check now, look at the amounts, then go on. Nothing was sent.
fault-too_soon = Asked a moment ago
fault-too_soon-body = { $seconds ->
    [one] You can ask again in 1 second. The till asks by itself too.
   *[other] You can ask again in { $seconds } seconds. The till asks by itself too.
}
fault-profile = The profile cannot be read, and was not saved
fault-profile-body = The till goes on with the last good one. Mend the line and save again.
profile-line = line { $line }
fault-overtaken = Somebody else changed it meanwhile
fault-overtaken-body = Nothing was done. Look at how it stands now, then decide.
fault-portal = The portal was not opened
portal-why-not_reached = Its page could not be asked for. { $why } Nothing was changed. Try again, or open the portal in a browser.
portal-why-refused = The gateway refused its page. { $why } Nothing was changed. Compare the credentials in the settings.
portal-why-no_answer = No usable answer came. { $why } Nothing was changed. Try again in a moment.
fault-not_found = There is no such financing here
fault-not_found-body = It may belong to another till. Look for it in Today.
fault-setting = This cannot be used or changed here
setting-profile = This profile is not one of this till, or its text is too long. Training’s own profiles stay as they are. Nothing was changed.
setting-credential = A credential is neither empty nor endless, and training needs none. Nothing was changed.
setting-gateway = This gateway is not set up on this till, or belongs to training. Nothing was changed.
setting-portal = This gateway has no portal that can be opened from here.
setting-day = This is not a day of the calendar.
setting-sandbox = Only training mode has it. Nothing was changed.
setting-relay = This journey does not begin with a page that could be handed over. Nothing was opened.
setting-pin = Training’s PIN stays what it is, so that everybody can train. Nothing was changed.
setting-other = Nothing was changed.
fault-not_ready = The till is not ready
fault-not_ready-body = Its ledger is not open yet. Nothing was sent. Try again in a moment.
fault-disk_full = The disk is full
fault-disk_full-body = It could not be written, and nothing was sent. What was kept before is safe. Make room on the disk and try again.
fault-broken = Something broke on this machine
fault-broken-body = What was confirmed before is safe in the ledger. Look at how the financing stands before you try again.
vault-locked = The vault with the credentials is locked
vault-locked-body = Unlock the system’s keyring, then try again. Nothing was sent.
vault-unreachable = The vault with the credentials does not answer
vault-unreachable-body = The system’s keyring cannot be reached. Sign in to the session again or start the keyring, then try again. Nothing was sent.
vault-missing = What is needed was never put into the vault
vault-missing-body = The system’s keyring answers, but this is not in it. For a gateway, put its credentials in; for the ledger, restore the keyring of this machine. Nothing was sent.
vault-wrong = What the vault gives is not what was put in
vault-wrong-body = The system’s keyring holds something else. Do not replace it: restore this machine’s keyring or call support. Nothing was sent.

# Trouble
trouble-safe = Nothing is written into the ledger from here.
trouble-again = Try again
trouble-leave-training = Leave training mode
trouble-restore = Restore the backup of { $time }…
restore-title = Keep a copy aside and restore the backup of { $time }?
restore-aside = The damaged file is copied aside first, in the same folder. It is never deleted and never replaced by an empty one.
restore-lost = What was written here after { $time } is lost from this till’s book, nothing at the gateways: their books stay as they are. Financings started since then must be looked up in the gateway’s portal.
restore-asked = Every financing that was open then is asked about at once, and shows what its gateway says. Nothing is sent again.
restore-refund = Before you deliver, cancel or refund something of those days, press Check now and compare.
restore-numbers = Receipt numbers skip ahead, so that none is used twice. The journal says that it continues a backup. Customers’ data erased on request since then are erased again by themselves.
restore-yes = Yes, restore it
trouble-already_open = This till is open already
trouble-already_open-body = Another window or another copy of the application uses it. Go on there, or close it and try again.
trouble-sandbox = Training could not be started
trouble-sandbox-body = The pretended gateways did not start on this machine. The real till is not touched. Try again, or restart the application.
trouble-settings = The settings file cannot be read
trouble-settings-body = Somebody may have edited it. Mend the line or put the last good file back, then try again.
ledger-wrong_key = The ledger does not open with this machine’s key
ledger-wrong_key-body = It may come from another machine, or the keyring was replaced. Restore the keyring that belongs to it; never begin a new ledger over it.
ledger-not_encrypted = The ledger is not encrypted
ledger-not_encrypted-body = It is not the file this till wrote. Put the right one back and call support.
ledger-newer = The ledger was written by a newer version
ledger-newer-body = Install the newer version of the application on this machine and open it again.
ledger-cipher_missing = The encryption is not in place
ledger-cipher_missing-body = The application cannot write encrypted on this machine, so it writes nothing. Install it again or call support.
ledger-sqlite_too_old = The database engine is too old
ledger-sqlite_too_old-body = Another program replaced a part of the application. Install it again.
ledger-corrupt = The ledger is damaged
ledger-corrupt-body = Nothing is written into it. Keep the file, restore the last backup, or call support.
ledger-disk_full = The disk is full
ledger-disk_full-body = Make room on the disk and try again.
ledger-read_only = The ledger cannot be written
ledger-read_only-body = The file or its folder is read-only. Give this user the right to write and try again.
ledger-io = The ledger cannot be reached
ledger-io-body = The disk or the network drive it lies on does not answer. Connect it and try again.
ledger-busy = Another program holds the ledger
ledger-busy-body = A backup or a virus scanner may be reading it. Wait a moment and try again.
ledger-chain_broken = A past row of the ledger was changed
ledger-chain_broken-body = The chain of its hashes is broken. Nothing is written into it. Keep the file as evidence and call support. Where a backup without the change is there, it is offered below.
ledger-shortened = The ledger ends before what was written into it
ledger-shortened-body = An older file is in its place, or part of it was lost. What is there is good, but later financings and their receipt numbers are missing. Nothing is written into it. Where a copy is offered below, go on from that: it skips numbers, and every gateway is asked how its financings stand.
ledger-missing = The ledger is not where it was
ledger-missing-body = Its key is there, the file is not. Put the file or the last backup back; never begin a new one over it.
ledger-not_durable = The disk does not keep its promises
ledger-not_durable-body = The ledger cannot be written so that it survives a power cut. Move it to a disk of this machine.
ledger-other = The ledger cannot be opened
ledger-other-body = Nothing is written into it. Call support with what is quoted below.

# The manager's PIN
pin-title = Manager’s PIN
pin-body = Only a manager may do this. It goes on by itself once the PIN is right.
pin-training = PIN in training: { $pin }
pin-typed = { $count ->
    [one] 1 digit typed
   *[other] { $count } digits typed
}
pin-ok = OK
pin-note = 4 to 12 digits. Wanted for refunds, for giving back what is accepted, for declarations, for customers’ data, for restoring a backup, for the relay and for the settings.
pin-choose = Choose a manager’s PIN
pin-choose-body = 4 to 12 digits. The PIN before is asked for next.
pin-none-body = This till has none yet. Only a manager may do this: choose 4 to 12 digits, and tell managers only.
pin-again = The same PIN again
pin-again-body = So that a slip of the finger locks nobody out.
pin-card = Asked for at each refund, each cancellation of what is accepted, each declaration, each copy or erasure of customers’ data, when a backup is restored or the relay switched on, and at the first change of the settings.
pin-change = Change the PIN
manager-wanted = Only a manager may do this
manager-wanted-body = The PIN was not given. Nothing was done.
manager-wrong = This is not the PIN
manager-wrong-body = { $count ->
    [one] 1 more try before the next one has to wait. Nothing was done.
   *[other] { $count } more tries before the next one has to wait. Nothing was done.
}
manager-wait = Too many wrong PINs
manager-wait-body = { $count ->
    [one] The next one is looked at in 1 second. Nothing was done.
   *[other] The next one is looked at in { $count } seconds. Nothing was done.
}

# Settings
settings-till = Shop and till
settings-till-training = In training mode the shop is made up and cannot be changed.
verify-title = Ledger
verify-body = Checks every row of the journal against the hash before it, and every financing against its journal. A ledger found damaged is shut, and a whole backup offered.
verify = Check the ledger
verify-whole = Whole: { $rows } rows, { $financings } financings, nothing was changed.
verify-broken = Something is not as it was written. Keep the file and call support.
verify-head = Last hash
last-copy = Last verified copy: { $time }. One is made each day of business; the last 14 are kept.
last-copy-none = No verified copy was made yet. One is made each day of business.
gateway-usable = Ready
gateway-unusable = Not ready
gateway-kept = It goes on as it was.
gateway-why-profile = Its profile cannot be read. Open the profile, mend the line and save.
gateway-why-not_filled_in = Its profile lacks “{ $key }”, which only the gateway’s people can give. Open the profile and fill it in.
gateway-why-credential_missing = “{ $credential }” is not in the vault yet. Open the credentials and put it in.
gateway-why-credential_unusable = “{ $credential }” cannot be used as what it is for. Open the credentials and put it in again, whole.
gateway-why-broken = Something on this machine keeps it from being used. Start the application again; if it stays, call support.
gateway-test = Test the connection
gateway-credentials = Credentials
gateway-profile = Profile
gateway-remove = Remove
gateway-remove-title = Remove { $gateway }?
gateway-remove-body = No new financing can be started with it. Those that go on keep the terms they were started under, but cannot be asked about until it is back.
gateway-add = Add a gateway
gateway-add-body = Ready profiles. Values marked as assumed in them are to be compared with what your contact gives you.
probe-reached = Reached. The test cannot tell whether the credentials are right; nothing was moved.
probe-authenticated = Reached, and the credentials were accepted. Nothing was moved.
probe-not-authenticated = Reached, but the credentials were not accepted.
probe-not_reached = Not reached, nothing was sent.
probe-refused = Reached, and refused.
probe-no_answer = Reached, but there was no usable answer.
probe-unusable = Nothing was tried.
credentials-body = They go into the system’s keyring and are never shown again, here or anywhere.
credential-is-present = In the vault
credential-is-missing = Not in the vault yet
credential-is-locked = The vault is locked
credential-is-unreachable = The vault does not answer
credential-save = Put in
credential-replace = Replace
credential-delete = Delete
credential-login = Login
credential-password = Password
credential-api_key_id = API key’s number
credential-api_key = API key
credential-client_id = Client number
credential-client_secret = Client secret
credential-client_certificate = Client certificate with its private key (PEM)
credential-account_key = Account key
credential-notification_key = Notification key
profile-body = Profile of the gateway. Compare values marked Assumed with what your contact gives you.
fill-in-body = What only your contact at the gateway can give. Everything else of the profile is in the text below.
fill-in-missing = To be given
fill-in-address = Address of the gateway’s interface
fill-in-merchant = Merchant number
fill-in-identifier = Identifier
fill-in-till-address = This till’s address on the internet
portal = Seller’s portal, in the browser
portal-homepage = Home
portal-dashboard = Dashboard
portal-financing = Financing
portal-training = Training
portal-opened = Opened in the browser: { $host }

# The journey relay
relay = Journeys on the customer’s phone
relay-body = Some gateways begin a journey with a page that no QR code can hold. The relay serves that page to the customer’s phone, over the shop’s network: to one phone, three times at most. It is off until a manager switches it on.
relay-on = Switch the relay on
relay-off = Switch the relay off
relay-is-on = The relay is on
relay-is-off = The relay is off
relay-title = Switch the relay on?
relay-yes = Yes, switch it on
relay-risks = A manager decides this. While the relay is on:
relay-risk-open = This machine answers on the shop’s network. Use a network of the shop’s own, never the one its customers are given.
relay-risk-plain = The first page travels unencrypted: whoever listens on the network can read the shop, the amount and where the journey leads. What the customer types goes to the gateway, encrypted.
relay-risk-first = Whoever opens the address before the customer takes their place in the journey. It lives a quarter of an hour, for one device.
relay-risk-until = It stays on until it is switched off, the till is opened anew or the application is closed.

# The customer's data
data-title = Customer’s data
data-none = Nothing is held about this customer any more. The money facts stay.
data-export = Export customer’s data…
data-erase = Erase customer’s data…
data-export-title = Hand { $customer } a copy of their data?
data-export-body = All that this till holds about them is written into one file, readable by anyone: hand it to them and to nobody else. Your name stands beside it in the journal.
data-export-yes = Yes, write the copy
data-erase-title = Erase the data of { $customer }?
data-erase-body = Name, address, e-mail, telephone and basket are erased from this till for good. Your name stands beside it in the journal.
data-erase-money = What stays: amounts, dates, order numbers and what happened. They are the shop’s books, and receipts can be printed again without the name.
data-erase-papers = Receipts and delivery notes of these financings in this till’s folder are deleted, because they bear the name. Keep what bookkeeping needs first.
data-erase-backups = The till’s last 14 encrypted backups still hold the data; each day of business replaces one.
data-erase-gateway = The gateway keeps what it was sent; the customer asks it directly.
data-erase-yes = Yes, erase them
data-which = Which financings are theirs?
data-sure = Same name and same e-mail or telephone
data-shares = Perhaps somebody else: only the { $what } is the same
data-same-name = name
data-same-email = e-mail
data-same-phone = telephone
data-open = not over yet: its data stay until it is
data-exported = Written:
data-exported-body = Hand it over today: the till deletes the file on its next day.
data-exported-training = For practice only: the file is deleted when training is next begun.
data-erased = { $count ->
    [one] The customer’s data of 1 financing are erased.
   *[other] The customer’s data of { $count } financings are erased.
}
data-kept = { $count ->
    [one] 1 is not over yet and keeps them.
   *[other] { $count } are not over yet and keep them.
}
lifetime-title = How long customers’ data are kept
lifetime-body = Once nothing has happened to a financing for so long, its customer’s data are erased by themselves, never while money is open. The money facts stay.
lifetime-default = { $country }: { $months } months, unless the shop’s lawyer says otherwise. Assumed from how long goods may come back under the legal guarantee.
lifetime-use-default = Back to the default
lifetime-malformed = is a number of months, from 1 to 120.
