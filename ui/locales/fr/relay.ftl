# Les pages que le relais du parcours montre sur le téléphone du client.

title = Votre financement
group = { "\u202F" }
money = { $euros },{ $cents }{ "\u00A0" }€
amount = Montant à financer
explanation = Vous remplissez et signez votre demande sur la page de Cofidis, pas ici.
continue = Continuer vers Cofidis
nothing-here = Plus rien ici
ask-at-the-counter = Cette adresse n’est pas valable, ou a déjà servi. Rien n’est perdu{ "\u00A0" }: demandez au comptoir qu’on vous en montre une nouvelle.
training = ENTRAÎNEMENT{ "\u00A0" }: ni crédit ni argent réels
