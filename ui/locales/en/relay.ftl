# The pages that the journey relay shows on the customer's own phone.

title = Your financing
group = ,
money = €{ $euros }.{ $cents }
amount = Amount to be financed
explanation = You fill in and sign your application on Cofidis’s own page, not here.
continue = Continue to Cofidis
nothing-here = Nothing here any more
ask-at-the-counter = This address is not valid, or has been used. Nothing is lost: ask at the counter to be shown a new one.
training = TRAINING: no real credit, no real money
