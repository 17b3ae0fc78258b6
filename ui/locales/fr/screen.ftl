# Les mots de l'écran, en français. Les mêmes clés existent dans chaque langue. Une erreur dit ce qui s'est passé, ce qui
# est sûr, ce qu'il faut faire. Rien ne dit « financé » hormis l'état qui l'est.

# Partout
colon = {"\u00A0"}:
quote = À citer au support :
save = Enregistrer
saved = Enregistré.
undo = Annuler les changements
back = Retour
check = Vérifier
deliver = Livré
cancel = Annuler…
refund = Rembourser…
scanned = scanné
version = Comptoir { $version }
till = Caisse { $till }
waiting = { $count ->
    [one] 1 opération gardée, à envoyer
   *[other] { $count } opérations gardées, à envoyer
}
unresolved-follow_up = Depuis le { $time }, la caisse ne peut pas suivre d’elle-même tous les financements. { $why } Ce qui est écrit est sûr, et elle réessaie d’elle-même. Appuyez sur Vérifier pour ceux que vous attendez.
unresolved-answer = La réponse d’un organisme n’a pas pu être écrite le { $time }. { $why } Elle n’est pas perdue et rien n’est envoyé deux fois : la caisse la redemande.
unresolved-mark = Depuis le { $time }, la caisse ne peut pas noter jusqu’où va son registre. { $why } Le registre lui-même continue ; si sa dernière partie se perdait maintenant, personne ne le verrait. Elle réessaie d’elle-même.
unresolved-backup = La copie du jour du registre n’est pas faite depuis le { $time }. { $why } Le registre lui-même continue, et la copie est retentée chaque heure.
unresolved-erasure = Des données de clients qui doivent disparaître sont encore là depuis le { $time }. { $why } Les comptes du magasin ne bougent pas, et l’effacement est retenté chaque heure.
unresolved-gateways = Depuis le { $time }, le trousseau du système ne donne pas les identifiants d’un organisme. { $why } Un organisme qui n’a pas pu être ouvert n’envoie et ne demande rien d’ici là ; ce qui est écrit est sûr, et l’essai est refait chaque minute.
unresolved-why-disk_full = Le disque est plein : faites de la place.
unresolved-why-read_only = Son emplacement ne peut pas être écrit : donnez-en le droit à cet utilisateur.
unresolved-why-busy = Un autre programme tient le fichier.
unresolved-why-io = Son emplacement sur le disque est inutilisable.
unresolved-why-locked = Il est verrouillé : déverrouillez-le.
unresolved-why-unreachable = Il ne répond pas : rouvrez la session ou lancez-le.
unresolved-why-corrupt = Quelque chose dans le registre est illisible : vérifiez le registre dans les réglages.
unresolved-why-other = Le support en trouve la raison dans le journal technique.
reference = Référence { $gateway }

# La barre
rail = Navigation principale
rail-start = Financer
rail-deliver = À livrer
rail-today = Aujourd’hui
rail-attention = À traiter
rail-settings = Réglages

# Entraînement
training-word = Entraînement
training-body = rien n’est réel : ni demande, ni argent
training = Entraînement
training-inside = Vous êtes en mode entraînement. Tout se passe sur cette machine, avec des organismes simulés.
training-outside = Pour s’exercer avec des organismes simulés sur cette machine. Les comptes de la vraie caisse ne bougent pas, mais elle est fermée pendant ce temps : rien n’y est suivi jusqu’à votre retour.
training-title = Quitter la vraie caisse pour l’entraînement ?
training-closed = La vraie caisse est fermée pendant ce temps : rien n’y est demandé, envoyé ni suivi.
training-unsettled = { $count ->
    [0] Aucun financement n’y attend quoi que ce soit.
    [one] { $count } financement n’est pas terminé. Ses délais courent.
   *[other] { $count } financements ne sont pas terminés. Leurs délais courent.
}
training-kept = { $count ->
    [one] { $count } opération est gardée et ne partira qu’à votre retour.
   *[other] { $count } opérations sont gardées et ne partiront qu’à votre retour.
}
training-back = Ce qui est écrit reste tel quel. Revenez par les réglages : la caisse suit alors de nouveau le tout.
training-yes = Oui, à l’entraînement
training-trainer = La page du formateur (provoque des pannes)
training-books = Les comptes des organismes simulés
training-leave = Revenir à la vraie caisse
training-set-up = Configurer cette caisse
phones-on = Ouvrir le parcours aux téléphones
phones-off = Fermer le parcours aux téléphones
phones-shown = Les téléphones du réseau du magasin peuvent ouvrir le parcours d’entraînement.
phones-hidden = Seule cette machine peut ouvrir le parcours d’entraînement.

# Qui est en caisse
staff-nobody = Qui est en caisse ?
staff-title = Qui est en caisse ?
staff-body = Votre nom figure à côté de ce que vous faites, pour que chacun voie qui a fait quoi.
staff-yes = C’est moi
who-staff = Un vendeur
who-till = La caisse

# Première ouverture
first-title = Bienvenue dans Comptoir
first-lead = Le comptoir des ventes à crédit : lancer, suivre le téléphone du client, livrer, et voir quand l’argent est versé.
first-training = Essayer en mode entraînement
first-training-title = Essayer d’abord
first-training-body = Un seul appui, rien à configurer. Des organismes simulés sur cette machine répondent comme les vrais, et vous pouvez aussi jouer le client.
first-setup = Configurer cette caisse
first-setup-go = Configurer
first-setup-body = Le magasin, la caisse et son organisme. Munissez-vous de ce que votre contact Cofidis ou Payplug vous a remis.
setup-save = Configurer cette caisse
setup-back = Retour
setup-then = Viennent ensuite les identifiants de l’organisme et un test de la connexion. Le test ne fait bouger aucun argent.
setup-incomplete = Il manque à ce profil ce que seul l’organisme peut donner, son adresse par exemple. Vous le compléterez ensuite, dans les réglages.
till-note = Les numéros de reçu commencent ainsi, T2-000147. Chaque caisse a le sien.
title-none = Sans civilité
title-mr = M.
title-mrs = Mme
title-miss = Mlle

# Champs
field-amount = Montant
field-order = Commande
field-product = Produit
field-mode = Marchandise
field-title = Civilité
field-first_name = Prénom
field-last_name = Nom
field-email = E-mail
field-phone = Téléphone
field-mobile = Mobile
field-birth_date = Date de naissance
field-customer_reference = Numéro de client
field-address = Adresse
field-postal_code = Code postal
field-city = Ville
field-country = Pays
field-ship_title = Civilité
field-ship_first_name = Prénom du destinataire
field-ship_last_name = Nom du destinataire
field-ship_company = Société
field-ship_phone = Téléphone
field-ship_mobile = Mobile
field-ship_address = Adresse de livraison
field-ship_postal_code = Code postal
field-ship_city = Ville
field-ship_country = Pays
field-cart = Panier
field-cart_tax = Taxe (%)
field-cart_discount = Remise (%)
field-prescoring = Score (code de préscoring)
field-description = Description
field-extra_data = Données libres
field-metadata = Métadonnées
field-seller = Vendeur
field-shop = Nom du magasin
field-shop_lines = Adresse, comme sur les reçus
field-legal_id = Numéro d’immatriculation, comme sur les reçus
field-till = Préfixe de la caisse
field-zone = Fuseau horaire
field-language = Langue
field-profile = Organisme
field-personal_data_months = Mois
field-staff = Votre nom
field-pin = Code du responsable
field-pin_again = Code du responsable, encore une fois
field-value = Valeur
birth-date-note = Jour, mois, année : 21/06/1982
as-sent = Envoyé ainsi : { $text }

# Ce qui ne va pas dans un champ
problem-missing = à remplir.
problem-too_short = { $least } caractères au moins.
problem-too_long = { $most } caractères au plus.
problem-not_writable = ne peut pas s’écrire dans l’alphabet de l’organisme.
problem-malformed = n’a pas la forme attendue.
problem-other_country = numéro d’un autre pays.
problem-does_not_add_up = ne correspond pas au montant.
problem-not_digits = des chiffres uniquement.
problem-too_easy = trop facile à deviner : choisissez des chiffres sans un tel ordre.
problem-differs = n’a pas été saisi pareil.

# Financer
start-amount = Montant à financer
start-limits = de { $minimum } à { $maximum } en { $product }
start-below = { $product } commence à { $minimum }
start-above = { $product } va jusqu’à { $maximum }
start-gateway = Organisme
start-product = Règlement du client
start-instalments = Nombre d’échéances
start-mode = Remise de la marchandise
start-customer = Commande et client
start-ship = Destinataire de la marchandise
start-optional = Facultatif
fold-filled = { $count ->
    [one] { $count } rempli
   *[other] { $count } remplis
}
start-qr = Afficher le QR code
start-sms = Envoyer par SMS
start-clear = Effacer
start-no-gateway = Aucun organisme n’est prêt
start-no-gateway-body = Il faut un organisme et ses identifiants pour financer. Saisissez-les et testez la connexion dans les réglages.
start-to-settings = Ouvrir les réglages
product-limits = de { $minimum } à { $maximum }
product-span = { $from } à { $to } échéances
product-plan = { $count } × { $each }
product-plan-about = environ { $count } × { $each }
mode-direct = Emporté
mode-two_step = Livré plus tard
mode-direct-title = Emporté tout de suite
mode-direct-detail = Financé dès la signature
mode-two_step-title = Livré plus tard
mode-two_step-detail = Financé quand vous appuyez sur Livré
keypad = Pavé numérique
keypad-back = Effacer le dernier chiffre
cart-name = Article
cart-quantity = Quantité
cart-price = Prix unitaire (€)
cart-add = Ajouter un article
cart-remove = Retirer
cart-more = Taxe et remise
cart-more-seller = Taxe, remise et vendeur
cart-discount-note = Déjà déduite du prix unitaire.
cart-seller-note = Son compte, ou OPERATOR si la place de marché vend elle-même.
cart-even = Le panier correspond au montant.
cart-missing = Il manque { $amount }
cart-over = { $amount } de trop

# Parcours
journey-title = Le parcours du client
journey-panel = Pour le client
journey-qr = QR code du parcours du client
journey-scan = Le client scanne avec son propre téléphone
journey-address = Adresse du parcours
journey-copy = Copier le lien
journey-copied = Copié
journey-copy-by-hand = Le lien est sélectionné : copiez-le au clavier.
journey-texted = Envoyé par SMS
journey-texted-body = L’organisme a envoyé le lien au { $to }.
journey-page = Ce parcours ne s’ouvre que dans un navigateur
journey-page-body = L’organisme a fourni une page qui ne tient pas dans un QR code. Confiez cette caisse au client, ou ouvrez la page à son téléphone par le réseau du magasin.
journey-hand-over = Confier la caisse
journey-relay = Sur le téléphone du client
journey-handed = Le client a la caisse en main
journey-handed-body = Le parcours est ouvert dans une fenêtre à part, qui n’atteint rien de la caisse. Elle se ferme à la fin du parcours et ne garde rien de ce qui y a été saisi.
journey-take-back = Reprendre la caisse
journey-lost = Le lien s’est perdu
journey-lost-body = La demande est arrivée mais la réponse s’est perdue en route. Rien n’est financé. Annulez celle-ci et recommencez.
journey-preparing = Préparation du parcours…
journey-preparing-body = Demande en cours auprès de { $gateway }. Sans réponse, on redemande où elle en est ; elle n’est jamais envoyée deux fois.
journey-preparing-kept = Elle est gardée et n’est pas encore partie : elle partira d’elle-même dès que possible.
journey-until = Le client a jusqu’à { $time }
journey-over = Le temps du client est écoulé
journey-over-body = Le code ne mène plus nulle part : il est retiré. Appuyez sur « Vérifier » pour voir si le client a terminé. Sinon, appuyez sur « Annuler… », puis sur « Nouveau financement ».
journey-cancel = Annuler…
journey-done = Nouveau financement
journey-open = Ouvrir ce financement
journey-receipt = Reçu et détails
order-and-id = Commande { $order } · { $id }
next-check = Prochaine vérification
asked-answered = { $gateway } a répondu à { $time }.
asked-not_reached = { $gateway } n’a pas été interrogé à { $time }. { $why } Rien n’a changé.
asked-refused = { $gateway } a refusé la question à { $time } (code { $code }). Rien n’a changé.
asked-no_answer = Pas de réponse utilisable de { $gateway } à { $time }. { $why } Rien n’a changé.
asked-again = La caisse redemandera : { $time }.
elapsed = { $minutes ->
    [0] depuis { $seconds } s
   *[other] depuis { $minutes } min { $seconds } s
}
step-opening = Demandé
step-opening-now = Demande à l’organisme
step-shown = Prêt pour le client
step-opened = Ouvert sur le téléphone
step-opened-now = Le client doit l’ouvrir
step-filling = Rempli
step-filling-now = Le client remplit sa demande
step-review = Étudié
step-review-now = À l’étude chez l’organisme
step-decision = Décision
step-deliver = Livraison
step-deliver-now = En attente de la livraison
step-financed = Financé
step-financed-now = Envoyé, en attente de réponse
step-financed-by_hand = À verser dans le portail de l’organisme

# Ce qu'il en est advenu
outcome-under_review = Le client a terminé. L’organisme étudie le dossier ; cela peut prendre des heures ou des jours, et la caisse redemande d’elle-même. La marchandise reste.
outcome-accepted = Le contrat est signé. Appuyez sur Livré quand la marchandise part : le magasin n’est payé qu’alors.
outcome-accepted-direct = Le contrat est signé. Le versement suit tout seul ; attendez « Financé » avant de remettre la marchandise.
outcome-reserving = Accepté. Le montant est en cours de réservation pour le magasin.
outcome-reserved = Le contrat est signé et le montant réservé. Appuyez sur Livré quand la marchandise part : le magasin n’est payé qu’alors.
outcome-releasing = La demande de versement est partie. Elle compte quand l’organisme la confirme ; la caisse continue de demander.
outcome-by_hand = Ici la caisse n’envoie rien : faites le versement dans le portail de l’organisme. La caisse continue de demander si c’est fait.
outcome-financed = { $amount } sont versés au magasin.
outcome-cancelling = L’annulation est partie. Elle compte quand l’organisme la confirme.
outcome-cancelled = Rien n’est financé, le client ne doit rien.
outcome-refunding = Le remboursement est parti. Il compte quand l’organisme le confirme.
outcome-refunded = Tout a été remboursé.
outcome-refused = Cette demande n’a pas été accordée. L’organisme n’en donne pas le motif au magasin. Un autre moyen de paiement reste possible.
outcome-abandoned = Le parcours a été quitté avant la fin, ou son temps est écoulé. Rien n’est financé. Vous pouvez recommencer.
outcome-reservation_refused = Accepté, mais le montant n’a pas pu être réservé. Rien n’est financé. Gardez la marchandise.
outcome-failed = Cela n’a pas abouti. Rien n’est financé. Vous pouvez recommencer.
outcome-withdrawing = Vous y avez mis fin ici. La caisse attend encore le dernier mot de l’organisme ; d’ici là, la marchandise reste.
outcome-withdrawn = Vous y avez mis fin avant toute réservation. Rien n’est financé.
outcome-lapsed = Le délai de livraison est dépassé et l’organisme y a renoncé. Rien n’est financé. Gardez la marchandise ou recommencez.

# États
state-opening = En préparation
state-shown = Affiché
state-filling = Parcours en cours
state-under_review = À l’étude
state-accepted = Accepté
state-reserving = Réservation en cours
state-reserved = Accepté, réservé
state-releasing = Envoyé, en attente de réponse
state-financed = Financé
state-financed-part = Financé, { $amount } remboursés
state-cancelling = Annulation envoyée, en attente
state-cancelled = Annulé
state-refunding = Remboursement envoyé, en attente
state-refunded = Remboursé
state-refused = Refusé
state-abandoned = Abandonné
state-reservation_refused = Non réservé
state-failed = Non abouti
state-withdrawing = Arrêt demandé, en attente
state-withdrawn = Arrêté en magasin
state-lapsed = Délai dépassé
state-kept = Gardé, pas encore envoyé
state-by_hand = À verser dans le portail
operation-open = la demande
operation-reserve = la réservation
operation-release = le versement
operation-cancel = l’annulation
operation-refund = le remboursement
operation-abandon = l’arrêt du parcours

# À livrer
deliver-summary = { $count ->
    [one] 1 financement attend sa livraison · { $amount }
   *[other] { $count } financements attendent leur livraison · { $amount }
}
deliver-empty = Rien à livrer
deliver-empty-body = Les financements livrés plus tard arrivent ici dès qu’ils sont acceptés, l’échéance la plus proche en premier.
deliver-note = Rien ici n’est encore payé au magasin. C’est versé quand l’organisme confirme la livraison.
signed = signé le { $day }
until = avant le { $time }
sent-at = depuis le { $time }
delivered-at = livré le { $time }
withdrawal-until = rétractation possible jusqu’au { $day }
withdrawal = Le client peut se rétracter jusqu’au { $day }. Livrer avant est permis, mais la marchandise peut revenir.
ring-days = { $count } j
ring-hours = { $count } h
ring-minutes = { $count } m
ring-over = !
left-days = { $count ->
    [one] Encore 1 jour
   *[other] Encore { $count } jours
}
left-hours = Dernier jour · { $count } h
left-minutes = { $count ->
    [one] Encore 1 minute
   *[other] Encore { $count } minutes
}
left-over = Délai dépassé

# Questions avant d'agir
confirm-no = Non, revenir
confirm-how-much = Quel montant
confirm-all = En totalité
confirm-part = En partie
confirm-part-detail = Saisir le montant
confirm-at-most = au plus { $amount }
ask-deliver-title = Livré à { $customer } ?
ask-deliver-body = Le versement de { $amount } est demandé maintenant. Appuyez seulement quand le client a la marchandise.
ask-deliver_by_hand-body = La caisse n’envoie rien à l’organisme : { $amount } resteront à verser dans son portail. Appuyez seulement quand le client a la marchandise.
ask-deliver-rest = C’est la seule livraison possible : le reste, { $rest }, ne sera plus versé.
ask-deliver-yes = Oui, livré
ask-withdraw-title = Mettre fin à ce parcours ?
ask-withdraw-body = Vous mettez fin ici au parcours de { $customer }. Rien n’est financé. Si la signature a lieu malgré tout, c’est le mot de l’organisme qui compte et vous le verrez ici.
ask-withdraw-yes = Oui, y mettre fin
ask-unsent-title = Ne pas envoyer la demande de { $customer } ?
ask-unsent-body = Rien n’est parti, et rien ne partira. Ce financement s’arrête ici et le client ne doit rien.
ask-unsent-yes = Oui, ne pas envoyer
ask-recall-title = Ne pas envoyer : { $operation } ?
ask-recall-body = { $amount } : rien n’est parti, et rien ne partira. Le financement reste comme avant.
ask-recall-yes = Oui, ne pas envoyer
ask-take_back-title = Revenir sur Livré ?
ask-take_back-body = La caisse n’a rien dit à l’organisme. Si { $amount } n’ont pas été versés dans son portail, le financement redevient comme avant ; s’ils l’ont été, n’y touchez pas : la caisse l’apprendra.
ask-take_back-yes = Oui, y revenir
ask-let_go-title = Annuler le financement de { $customer } ?
ask-let_go-body = Rien n’est encore réservé : la caisse n’envoie rien à l’organisme, et { $amount } ne sont pas versés. La marchandise reste au magasin.
ask-let_go_by_hand-body = La caisse n’envoie rien à l’organisme : veillez à ce que { $amount } ne soient pas versés dans son portail. La marchandise reste au magasin.
ask-let_go-yes = Oui, annuler
ask-cancel-title = Annuler le financement de { $customer } ?
ask-cancel-body = { $amount } acceptés sont rendus. Le client ne doit rien pour cette somme et la marchandise reste au magasin.
ask-cancel-yes = Oui, annuler
ask-refund-title = Rembourser { $customer } ?
ask-refund-body = Jusqu’à { $amount } peuvent être remboursés. Cela passe par l’organisme, jamais en espèces.
ask-refund-waits = On demande à { $gateway } ce qui peut encore être remboursé…
ask-refund-unasked = { $gateway } n’a pas dit ce qui reste. C’est ce que la caisse en sait : un remboursement fait ailleurs depuis n’y est pas compté.
ask-refund-nothing = D’après la réponse de { $gateway }, rien ne peut être remboursé maintenant.
ask-refund-yes = Oui, rembourser
ask-declare_not_done-title = Est-il certain que cela n’a pas été fait : { $operation } ?
ask-declare_not_done-body = À déclarer seulement si l’organisme vous l’a dit. On pourra alors recommencer ; si c’était fait malgré tout, ce serait fait deux fois.
ask-declare_not_done-yes = Oui, ce n’est pas fait
ask-declare_not_signed-title = L’organisme vous a-t-il dit que le client n’a pas signé ?
ask-declare_not_signed-body = La caisse cesse alors de demander, et rien n’est financé. Si le client a signé malgré tout, elle ne l’apprend plus d’elle-même.
ask-declare_not_signed-yes = Oui, pas signé
ask-declare_seen-title = Est-ce réglé ?
ask-declare_seen-body = Le financement quitte la liste à traiter. Votre nom figure à côté dans l’historique.
ask-declare_seen-yes = Oui, c’est réglé

# Aujourd'hui
search = Nom, commande ou référence
search-clear = Tout afficher
day-before = Jour précédent
day-after = Jour suivant
figure-financed = Financé
figure-refunded = Remboursé
figure-products = Par produit, lancés ce jour-là
moved-on-day = ce jour-là, quelle que soit la date de lancement
started-on-day = { $count ->
    [one] { $count } contrat lancé ce jour-là
   *[other] { $count } contrats lancés ce jour-là
}
states-on-day = Lancés ce jour-là, dans leur état actuel :
figure-kept = Reste au magasin
figure-waiting = En attente de versement
figure-let_go = Non versé
figure-cancelled = Rendu
states = Par état
share = { $product } { $percent } %
share-none = Rien pour l’instant
filters = Afficher
filter-all = Tous
filter-open = En cours
filter-to_deliver = À livrer
filter-financed = Financés
filter-refunded = Remboursés
filter-ended = Terminés
financings = Financements
column-time = Heure
column-customer = Client
column-state = État
column-released = Versé
more = Il y en a d’autres : cherchez pour réduire la liste.
found-nothing = Rien trouvé
found-nothing-body = Rien ne correspond, quel que soit le jour. Tapez le début d’un nom, du numéro de commande ou de la référence.
found-nothing-narrowed = Rien ne correspond parmi « { $filter } », quel que soit le jour. D’autres correspondent peut-être : affichez tout.
found-nothing-filter = Aucun financement de ce jour n’est de ceux-là. Un autre jour peut en avoir.
searched-everywhere = Tous les jours sont cherchés.
day-empty = Aucun financement ce jour-là
day-empty-body = Chaque financement apparaît ici dès qu’il est lancé.

# À traiter
attention-summary = { $count ->
    [one] 1 financement attend quelqu’un
   *[other] { $count } financements attendent quelqu’un
}
attention-empty = Rien à traiter
attention-empty-body = Ce que la caisse ne peut pas régler seule arrive ici, avec la raison et ce qu’il faut faire.
attention-link_lost = Le lien s’est perdu avec la réponse
attention-link_lost-body = Rien n’est financé. Annulez celui-ci et recommencez.
attention-journey_overdue = Le temps du client est écoulé, sans décision
attention-journey_overdue-body = La caisse continue de demander. Gardez la marchandise jusqu’à ce qu’elle dise accepté. Pour ne plus attendre, annulez ; si c’est déjà annulé, appelez l’organisme, puis « { declare-not-done } » s’il dit que le client n’a pas signé.
attention-release_overdue = Le délai de livraison est dépassé ou presque
attention-release_overdue-body = Si la marchandise est partie, appuyez sur Livré maintenant ; si c’est déjà appuyé et gardé, cela part dès que l’organisme est joignable. Sinon, annulez : cela y met fin, et vous pourrez recommencer avec le client.
attention-outcome_unknown = Pas de réponse certaine depuis trop longtemps : { $operation }
attention-outcome_unknown-body = C’est peut-être fait, peut-être pas ; la caisse continue de demander et ne renvoie rien. Un versement à faire dans le portail : faites-le là. Sinon, appelez l’organisme avec la référence. Si c’est fait, la caisse l’apprendra : rien à appuyer. S’il dit que ce n’est certainement pas fait : « { declare-not-done } ».
attention-not_done = Pas fait : { $operation }
attention-not_done-body = Introuvable chez l’organisme, ou déclaré ainsi par un responsable : l’historique le dit. Vérifiez avant de recommencer.
attention-rejected = Refusé par l’organisme : { $operation }
attention-rejected-body = Rien n’a bougé. Lisez la raison ; si elle n’est pas claire, appelez l’organisme avec le code.
attention-contact_gateway = L’organisme n’a pas pu exécuter : { $operation }
attention-contact_gateway-body = Il demande à être contacté. Appelez-le avec la référence avant de réessayer.
attention-incomplete = Il manquait quelque chose : { $operation }
attention-incomplete-body = Rien n’a bougé. Recommencez avec ce qui manquait, ou appelez l’organisme.
attention-unrecognised = L’organisme a employé un mot inconnu
attention-unrecognised-body = Rien n’a bougé pour autant. La caisse continue de demander ; si cela dure, appelez l’organisme.
attention-contradiction = L’organisme contredit notre journal
attention-contradiction-body = Rien n’a bougé pour autant. Appelez l’organisme avec la référence et comparez les montants.
attention-financed_after_withdrawal = Financé alors qu’on y avait mis fin ici
attention-financed_after_withdrawal-body = Le client venait de signer. Remboursez si la marchandise reste au magasin.
attention-never_sent = Gardé trop longtemps sans réseau
attention-never_sent-body = Rien n’a été envoyé : la date est passée. Recommencez.
declare-seen = C’est réglé…
declare-not-done = Ce n’est pas fait…

# Un financement
money = L’argent
history = Ce qui s’est passé
seal = Scellé au journal ·
show-journey = Afficher le parcours
print-receipt = Imprimer le reçu
print-receipt-again = Duplicata
print-delivery-note = Bon de livraison
printed = Écrit :
printed-copy = Duplicata { $copy } écrit :
fact-deadline = À livrer avant
fact-withdrawal = Rétractation possible jusqu’au
fact-detail = { $gateway } précise
customer-erased = Effacé, comme la loi le demande
history-started = { $who } a lancé la demande : { $amount }
history-deliver_pressed = { $who } a appuyé sur Livré
history-deliver_pressed-part = { $who } a appuyé sur Livré pour { $amount }
history-cancel_pressed = { $who } a demandé l’annulation
history-cancel_pressed-part = { $who } a demandé de rendre { $amount }
history-called_back = { $who } a renoncé : { $operation }. Rien n’était parti.
history-refund_pressed = { $who } a demandé le remboursement total
history-refund_pressed-part = { $who } a demandé le remboursement de { $amount }
history-receipt_printed = { $who } a imprimé le reçu (original)
history-receipt_printed-copy = { $who } a imprimé le reçu (duplicata { $copy })
history-delivery_note_printed = { $who } a imprimé le bon de livraison
history-delivery_note_printed-copy = { $who } a imprimé le bon de livraison (duplicata { $copy })
history-declared_not_done = { $who } a déclaré que ce n’était pas fait
history-declared_seen = { $who } a réglé le point signalé
history-rejected = { $gateway } a refusé { $operation }. { $why }
history-kept = Gardé, pas envoyé : { $operation }. { $why }
history-unanswered = Pas de réponse certaine : { $operation }. { $why } On demande, on ne renvoie pas.
history-sent_again = Envoyé maintenant : { $operation }
history-never_sent = Abandonné sans être envoyé : la date est passée
history-overdue-journey = Le temps du client est écoulé
history-overdue-release = Le délai de livraison est écoulé
history-overdue-outcome = Pas de réponse certaine depuis trop longtemps
history-overdue-other = Un délai est écoulé
history-told-opening = { $gateway } prépare le parcours
history-told-shown = { $gateway } : le parcours est prêt
history-told-filling = Ouvert sur le téléphone du client
history-told-under_review = { $gateway } étudie le dossier
history-told-accepted = { $gateway } : accepté et signé
history-told-reserving = { $gateway } : accepté, réservation en cours
history-told-reserved = { $gateway } : le montant est réservé
history-told-releasing = { $gateway } : pas encore versé
history-told-financed = { $gateway } confirme : financé { $amount }
history-told-cancelling = { $gateway } : pas encore annulé
history-told-cancelled = { $gateway } confirme : annulé, { $amount } rendus
history-told-refunding = { $gateway } : pas encore remboursé
history-told-refunded = { $gateway } confirme : remboursé { $amount }
history-told-refunded-part = { $gateway } confirme : { $amount } remboursés à ce jour
history-told-refused = { $gateway } : refusé
history-told-abandoned = { $gateway } : abandonné par le client, ou temps écoulé
history-told-reservation_refused = { $gateway } n’a pas pu réserver le montant
history-told-failed = { $gateway } : cela n’a pas abouti
history-told-withdrawing = { $gateway } : pas encore arrêté
history-told-withdrawn = { $gateway } : arrêté
history-told-lapsed = { $gateway } y a renoncé : délai dépassé
history-told-unrecognised = { $gateway } a dit un mot inconnu : « { $word } »

# Pourquoi rien n'est parti, ou pourquoi il n'y a pas de réponse
kept-no_connection = L’organisme est injoignable.
kept-no_tls = L’identité de l’organisme n’a pas pu être vérifiée, rien n’est donc parti.
kept-busy = L’organisme est trop sollicité.
kept-no_credentials = Ses identifiants ne sont pas dans le coffre.
kept-not_configured = Son profil est incomplet.
kept-other = L’envoi n’a pas été possible.
silence-timed_out = Trop long.
silence-cut = La connexion s’est coupée.
silence-platform_failed = Panne chez l’organisme.
silence-technical_error = L’organisme signale une erreur technique.
silence-unreadable = La réponse est illisible.
silence-other_transaction = La réponse parle d’une autre transaction.
silence-already_done = L’organisme dit que c’était déjà fait.
silence-interrupted = La caisse a été interrompue.
silence-other = Pas de réponse utilisable.
rejection-forbidden = Ses règles ne le permettent pas (code { $code }).
rejection-declined = C’est refusé (code { $code }).
rejection-malformed = La demande était mal formée (code { $code }).
rejection-credentials = Les identifiants ne sont pas acceptés (code { $code }).
rejection-account = Le compte du magasin ne le permet pas (code { $code }).
rejection-seller = Ce vendeur n’est pas autorisé ou pas formé pour ce produit (code { $code }).
rejection-key = Le nom de la transaction n’est pas bon (code { $code }).
rejection-other = C’est refusé (code { $code }).

# Erreurs
fault-refused = Pas possible maintenant
refusal-busy = Une autre opération est en cours sur ce financement. Rien n’est parti ; attendez sa réponse.
refusal-over = C’est terminé : on ne peut plus rien y faire. Rien n’est parti.
refusal-not_accepted = Ce n’est pas encore accepté, il n’y a donc rien à livrer. Gardez la marchandise.
refusal-not_financed = Rien n’a été versé, il n’y a donc rien à rembourser.
refusal-already_financed = L’argent est déjà versé. On ne peut plus que rembourser.
refusal-only_whole = L’organisme ne l’accepte qu’en totalité. Rien n’est parti.
refusal-above_left = C’est plus que les { $left } restants. Rien n’est parti.
refusal-nothing = Le montant est nul. Rien n’est parti.
refusal-nothing_to_declare = Il n’y a rien à déclarer : c’est réglé entre-temps.
refusal-stale = Cela concernait un point déjà réglé. Rien n’a changé.
refusal-nothing_to_print = Il n’y a pas encore de contrat à imprimer.
refusal-out_of_order = Cela ne peut pas suivre ce qui précède. Rien n’a changé.
refusal-impossible = Ces montants sont impossibles. Rien n’est parti.
refusal-unknown_gateway = Cet organisme n’est plus configuré. Choisissez-en un autre.
refusal-unknown_product = Ce produit n’est plus proposé. Choisissez-en un autre.
refusal-not_offered = Ce produit n’est pas proposé de cette façon. Choisissez-en une autre. Rien n’est parti.
refusal-no_amount = Saisissez d’abord un montant.
fault-fields = Un champ n’est pas comme l’organisme l’attend. Rien n’est parti.
fault-pin = Ce code n’est pas accepté
fault-limits = Le montant est hors des limites du produit. Rien n’est parti.
fault-limits-body = De { $minimum } à { $maximum } : changez le montant ou le produit.
fault-limits-least = À partir de { $minimum } : changez le montant ou le produit.
fault-limits-most = Jusqu’à { $maximum } : changez le montant ou le produit.
fault-ask_first = Vérifiez d’abord
fault-ask_first-body = Ce financement provient d’une sauvegarde. Ce qui a été rendu depuis n’est pas dans le livre de cette caisse. Appuyez sur « Vérifier », regardez les montants, puis continuez. Rien n’a été envoyé.
fault-too_soon = Déjà demandé à l’instant
fault-too_soon-body = { $seconds ->
    [one] Vous pourrez redemander dans { $seconds } seconde. La caisse demande aussi d’elle-même.
   *[other] Vous pourrez redemander dans { $seconds } secondes. La caisse demande aussi d’elle-même.
}
fault-profile = Le profil est illisible, il n’a pas été enregistré
fault-profile-body = La caisse continue avec le dernier bon. Corrigez la ligne et enregistrez à nouveau.
profile-line = ligne { $line }
fault-overtaken = Quelqu’un l’a changé entre-temps
fault-overtaken-body = Rien n’a été fait. Regardez où il en est, puis décidez.
fault-portal = Le portail n’a pas été ouvert
portal-why-not_reached = Sa page n’a pas pu être demandée. { $why } Rien n’a été modifié. Réessayez, ou ouvrez le portail dans un navigateur.
portal-why-refused = L’organisme a refusé sa page. { $why } Rien n’a été modifié. Comparez les identifiants dans les réglages.
portal-why-no_answer = Aucune réponse utilisable n’est venue. { $why } Rien n’a été modifié. Réessayez dans un instant.
fault-not_found = Ce financement n’existe pas ici
fault-not_found-body = Il est peut-être sur une autre caisse. Cherchez-le dans Aujourd’hui.
fault-setting = Cela ne s’utilise pas ou ne se change pas ici
setting-profile = Ce profil n’est pas de cette caisse, ou son texte est trop long. Les profils de l’entraînement restent tels quels. Rien n’a changé.
setting-credential = Un identifiant n’est ni vide ni sans fin, et l’entraînement n’en demande pas. Rien n’a changé.
setting-gateway = Cet organisme n’est pas configuré sur cette caisse, ou appartient à l’entraînement. Rien n’a changé.
setting-portal = Cet organisme n’a pas de portail qui s’ouvre d’ici.
setting-day = Ce jour n’est pas au calendrier.
setting-sandbox = Seul le mode entraînement en a un. Rien n’a changé.
setting-relay = Ce parcours ne commence pas par une page que l’on pourrait confier. Rien n’a été ouvert.
setting-pin = Le code de l’entraînement reste ce qu’il est, pour que chacun puisse s’entraîner. Rien n’a changé.
setting-other = Rien n’a changé.
fault-not_ready = La caisse n’est pas prête
fault-not_ready-body = Son registre n’est pas encore ouvert. Rien n’est parti. Réessayez dans un instant.
fault-disk_full = Le disque est plein
fault-disk_full-body = Rien n’a pu être écrit, et rien n’est parti. Ce qui était gardé est sûr. Faites de la place et réessayez.
fault-broken = Quelque chose a cédé sur cette machine
fault-broken-body = Ce qui était confirmé est sûr dans le registre. Regardez où en est le financement avant de réessayer.
vault-locked = Le coffre des identifiants est verrouillé
vault-locked-body = Déverrouillez le trousseau du système, puis réessayez. Rien n’est parti.
vault-unreachable = Le coffre des identifiants ne répond pas
vault-unreachable-body = Le trousseau du système est injoignable. Rouvrez la session ou lancez le trousseau, puis réessayez. Rien n’est parti.
vault-missing = Ce qu’il faut n’a jamais été mis au coffre
vault-missing-body = Le trousseau du système répond, mais cela n’y est pas. Pour un organisme, saisissez ses identifiants ; pour le registre, restaurez le trousseau de cette machine. Rien n’est parti.
vault-wrong = Le coffre rend autre chose que ce qu’on y a mis
vault-wrong-body = Le trousseau du système contient autre chose. Ne le remplacez pas : restaurez celui de cette machine ou appelez le support. Rien n’est parti.

# Ennuis
trouble-safe = Rien n’est écrit d’ici dans le registre.
trouble-again = Réessayer
trouble-leave-training = Quitter le mode entraînement
trouble-restore = Restaurer la sauvegarde du { $time }…
restore-title = Garder une copie à part et restaurer la sauvegarde du { $time } ?
restore-aside = Le fichier abîmé est d’abord copié à part, dans le même dossier. Il n’est jamais supprimé, ni remplacé par un registre vide.
restore-lost = Ce qui a été écrit ici après le { $time } manque au registre de cette caisse ; rien ne manque chez les organismes, dont les comptes restent tels quels. Les financements commencés depuis se retrouvent sur le portail de l’organisme.
restore-asked = Chaque financement ouvert à ce moment est aussitôt interrogé et montre ce que dit son organisme. Rien n’est envoyé de nouveau.
restore-refund = Avant de livrer, d’annuler ou de rembourser quelque chose de ces jours-là, appuyez sur Vérifier et comparez.
restore-numbers = Les numéros de reçu sautent en avant, pour qu’aucun ne serve deux fois. Le journal dit qu’il continue une sauvegarde. Les données de clients effacées depuis à leur demande le sont de nouveau d’elles-mêmes.
restore-yes = Oui, restaurer
trouble-already_open = Cette caisse est déjà ouverte
trouble-already_open-body = Une autre fenêtre ou une autre copie de l’application s’en sert. Continuez là-bas, ou fermez-la et réessayez.
trouble-sandbox = L’entraînement n’a pas pu démarrer
trouble-sandbox-body = Les organismes simulés n’ont pas démarré sur cette machine. La vraie caisse n’est pas touchée. Réessayez, ou relancez l’application.
trouble-settings = Le fichier des réglages est illisible
trouble-settings-body = Quelqu’un l’a peut-être modifié. Corrigez la ligne ou remettez le dernier bon fichier, puis réessayez.
ledger-wrong_key = Le registre ne s’ouvre pas avec la clé de cette machine
ledger-wrong_key-body = Il vient peut-être d’une autre machine, ou le trousseau a été remplacé. Restaurez le trousseau qui va avec ; ne recommencez jamais un registre par-dessus.
ledger-not_encrypted = Le registre n’est pas chiffré
ledger-not_encrypted-body = Ce n’est pas le fichier que cette caisse a écrit. Remettez le bon et appelez le support.
ledger-newer = Le registre vient d’une version plus récente
ledger-newer-body = Installez la version plus récente de l’application sur cette machine et rouvrez-le.
ledger-cipher_missing = Le chiffrement n’est pas en place
ledger-cipher_missing-body = L’application ne peut pas écrire chiffré sur cette machine, elle n’écrit donc rien. Réinstallez-la ou appelez le support.
ledger-sqlite_too_old = Le moteur de base de données est trop ancien
ledger-sqlite_too_old-body = Un autre programme a remplacé une partie de l’application. Réinstallez-la.
ledger-corrupt = Le registre est abîmé
ledger-corrupt-body = Rien n’y est écrit. Gardez le fichier, restaurez la dernière sauvegarde, ou appelez le support.
ledger-disk_full = Le disque est plein
ledger-disk_full-body = Faites de la place sur le disque et réessayez.
ledger-read_only = Le registre ne peut pas être écrit
ledger-read_only-body = Le fichier ou son dossier est en lecture seule. Donnez le droit d’écrire à cet utilisateur et réessayez.
ledger-io = Le registre est injoignable
ledger-io-body = Le disque ou le lecteur réseau où il se trouve ne répond pas. Branchez-le et réessayez.
ledger-busy = Un autre programme tient le registre
ledger-busy-body = Une sauvegarde ou un antivirus est peut-être en train de le lire. Attendez un instant et réessayez.
ledger-chain_broken = Une ligne passée du registre a été modifiée
ledger-chain_broken-body = La chaîne de ses empreintes est rompue. Rien n’y est écrit. Gardez le fichier comme preuve et appelez le support. S’il existe une sauvegarde sans ce changement, elle est proposée ci-dessous.
ledger-shortened = Le registre s’arrête avant ce qui y a été écrit
ledger-shortened-body = Un fichier plus ancien est à sa place, ou une partie s’est perdue. Ce qui s’y trouve est bon, mais des financements plus récents et leurs numéros de reçu manquent. Rien n’y est écrit. Si une copie est proposée ci-dessous, continuez à partir d’elle : elle saute des numéros, et chaque organisme est interrogé sur ses financements.
ledger-missing = Le registre n’est plus à sa place
ledger-missing-body = Sa clé est là, le fichier non. Remettez le fichier ou la dernière sauvegarde ; n’en recommencez jamais un par-dessus.
ledger-not_durable = Le disque ne tient pas ses promesses
ledger-not_durable-body = Le registre ne peut pas être écrit de façon à survivre à une coupure. Placez-le sur un disque de cette machine.
ledger-other = Le registre ne peut pas être ouvert
ledger-other-body = Rien n’y est écrit. Appelez le support avec ce qui est cité plus bas.

# Le code du responsable
pin-title = Code du responsable
pin-body = Seul un responsable peut le faire. Cela continue de soi-même dès que le code est bon.
pin-training = Code à l’entraînement : { $pin }
pin-typed = { $count ->
    [one] 1 chiffre saisi
   *[other] { $count } chiffres saisis
}
pin-ok = OK
pin-note = 4 à 12 chiffres. Demandé pour rembourser, pour rendre ce qui est accepté, pour les déclarations, pour les données des clients, pour restaurer une sauvegarde, pour le relais et pour les réglages.
pin-choose = Choisir un code du responsable
pin-choose-body = 4 à 12 chiffres. L’ancien code est demandé ensuite.
pin-none-body = Cette caisse n’en a pas encore. Seul un responsable peut le faire : choisissez 4 à 12 chiffres, et ne les dites qu’aux responsables.
pin-again = Le même code encore une fois
pin-again-body = Pour qu’un doigt qui glisse n’enferme personne dehors.
pin-card = Demandé à chaque remboursement, à chaque annulation de ce qui est accepté, à chaque déclaration, à chaque copie ou effacement de données de clients, pour restaurer une sauvegarde ou allumer le relais, et au premier changement des réglages.
pin-change = Changer le code
manager-wanted = Seul un responsable peut le faire
manager-wanted-body = Le code n’a pas été donné. Rien n’a été fait.
manager-wrong = Ce n’est pas le code
manager-wrong-body = { $count ->
    [one] Encore 1 essai avant que le suivant doive attendre. Rien n’a été fait.
   *[other] Encore { $count } essais avant que le suivant doive attendre. Rien n’a été fait.
}
manager-wait = Trop de codes faux
manager-wait-body = { $count ->
    [one] Le prochain sera regardé dans 1 seconde. Rien n’a été fait.
   *[other] Le prochain sera regardé dans { $count } secondes. Rien n’a été fait.
}

# Réglages
settings-till = Magasin et caisse
settings-till-training = En mode entraînement, le magasin est inventé et ne se change pas.
verify-title = Registre
verify-body = Vérifie chaque ligne du journal contre l’empreinte de la précédente, et chaque financement contre son journal. Un registre trouvé abîmé est fermé, et une sauvegarde intacte proposée.
verify = Vérifier le registre
verify-whole = Intact : { $rows } lignes, { $financings } financements, rien n’a été modifié.
verify-broken = Quelque chose n’est plus tel qu’écrit. Gardez le fichier et appelez le support.
verify-head = Dernière empreinte
last-copy = Dernière copie vérifiée : { $time }. Une par jour d’ouverture ; les 14 dernières sont gardées.
last-copy-none = Aucune copie vérifiée n’a encore été faite. Il s’en fait une par jour d’ouverture.
gateway-usable = Prêt
gateway-unusable = Pas prêt
gateway-kept = Il continue tel qu’il était.
gateway-why-profile = Son profil est illisible. Ouvrez le profil, corrigez la ligne et enregistrez.
gateway-why-not_filled_in = Il manque « { $key } » à son profil ; seul l’organisme peut le donner. Ouvrez le profil et complétez-le.
gateway-why-credential_missing = « { $credential } » n’est pas encore au coffre. Ouvrez les identifiants et saisissez-le.
gateway-why-credential_unusable = « { $credential } » ne peut pas servir à ce pour quoi il est fait. Ouvrez les identifiants et saisissez-le de nouveau, en entier.
gateway-why-broken = Quelque chose sur cette machine empêche de s’en servir. Relancez l’application ; si cela dure, appelez le support.
gateway-test = Tester la connexion
gateway-credentials = Identifiants
gateway-profile = Profil
gateway-remove = Retirer
gateway-remove-title = Retirer { $gateway } ?
gateway-remove-body = Plus aucun financement ne pourra être lancé avec lui. Ceux en cours gardent leurs conditions, mais on ne pourra plus demander de leurs nouvelles avant son retour.
gateway-add = Ajouter un organisme
gateway-add-body = Des profils prêts. Les valeurs marquées « Assumed » sont à comparer avec ce que votre contact vous donne.
probe-reached = Joint. Le test ne peut pas dire si les identifiants sont bons ; rien n’a bougé.
probe-authenticated = Joint, et les identifiants sont acceptés. Rien n’a bougé.
probe-not-authenticated = Joint, mais les identifiants ne sont pas acceptés.
probe-not_reached = Injoignable, rien n’est parti.
probe-refused = Joint, et refusé.
probe-no_answer = Joint, mais pas de réponse utilisable.
probe-unusable = Rien n’a été tenté.
credentials-body = Ils vont dans le trousseau du système et ne sont plus jamais affichés, ici ni ailleurs.
credential-is-present = Au coffre
credential-is-missing = Pas encore au coffre
credential-is-locked = Le coffre est verrouillé
credential-is-unreachable = Le coffre ne répond pas
credential-save = Mettre au coffre
credential-replace = Remplacer
credential-delete = Supprimer
credential-login = Identifiant
credential-password = Mot de passe
credential-api_key_id = Numéro de la clé d’API
credential-api_key = Clé d’API
credential-client_id = Numéro de client OAuth
credential-client_secret = Secret de client OAuth
credential-client_certificate = Certificat client et sa clé privée (PEM)
credential-account_key = Clé de compte
credential-notification_key = Clé de notification
profile-body = Profil de l’organisme. Comparez les valeurs marquées Assumed avec ce que votre contact vous donne.
fill-in-body = Ce que seul votre contact chez l’organisme peut donner. Tout le reste du profil est dans le texte ci-dessous.
fill-in-missing = À donner
fill-in-address = Adresse de l’interface de l’organisme
fill-in-merchant = Numéro de commerçant
fill-in-identifier = Identifiant
fill-in-till-address = Adresse de cette caisse sur internet
portal = Portail du vendeur, dans le navigateur
portal-homepage = Accueil
portal-dashboard = Tableau de bord
portal-financing = Financement
portal-training = Formation
portal-opened = Ouvert dans le navigateur : { $host }

# Le relais des parcours
relay = Parcours sur le téléphone du client
relay-body = Certains organismes commencent un parcours par une page qui ne tient dans aucun QR code. Le relais sert cette page au téléphone du client, par le réseau du magasin : à un seul téléphone, trois fois au plus. Il est éteint tant qu’un responsable ne l’allume pas.
relay-on = Allumer le relais
relay-off = Éteindre le relais
relay-is-on = Le relais est allumé
relay-is-off = Le relais est éteint
relay-title = Allumer le relais ?
relay-yes = Oui, l’allumer
relay-risks = C’est au responsable d’en décider. Tant que le relais est allumé :
relay-risk-open = Cette machine répond sur le réseau du magasin. Prenez un réseau propre au magasin, jamais celui prêté aux clients.
relay-risk-plain = La première page voyage en clair : qui écoute le réseau peut lire le magasin, le montant et où mène le parcours. Ce que le client saisit part chiffré vers l’organisme.
relay-risk-first = Qui ouvre l’adresse avant le client prend sa place dans le parcours. Elle vit un quart d’heure, pour un seul appareil.
relay-risk-until = Il reste allumé jusqu’à ce qu’on l’éteigne, qu’on rouvre la caisse ou qu’on ferme l’application.

# Les données du client
data-title = Données du client
data-none = Plus rien n’est conservé sur ce client. Les montants restent.
data-export = Exporter les données du client…
data-erase = Effacer les données du client…
data-export-title = Remettre à { $customer } une copie de ses données ?
data-export-body = Tout ce que cette caisse conserve sur cette personne est écrit dans un fichier lisible par tous : remettez-le à elle et à personne d’autre. Votre nom figure au journal.
data-export-yes = Oui, écrire la copie
data-erase-title = Effacer les données de { $customer } ?
data-erase-body = Nom, adresse, e-mail, téléphone et panier sont effacés de cette caisse, définitivement. Votre nom figure au journal.
data-erase-money = Ce qui reste : montants, dates, numéros de commande et ce qui s’est passé. Ce sont les comptes du magasin, et un reçu peut être réimprimé sans le nom.
data-erase-papers = Les reçus et bons de livraison de ces financements, dans le dossier de cette caisse, sont supprimés parce qu’ils portent le nom. Mettez d’abord de côté ce que la comptabilité demande.
data-erase-backups = Les 14 dernières sauvegardes chiffrées de la caisse contiennent encore ces données ; chaque jour d’ouverture en remplace une.
data-erase-gateway = L’organisme garde ce qui lui a été envoyé ; le client s’adresse à lui.
data-erase-yes = Oui, effacer
data-which = Quels financements sont les siens ?
data-sure = Même nom et même e-mail ou téléphone
data-shares = Peut-être quelqu’un d’autre : seul point commun, { $what }
data-same-name = le nom
data-same-email = l’e-mail
data-same-phone = le téléphone
data-open = pas terminé : ses données restent jusqu’à la fin
data-exported = Écrit :
data-exported-body = À remettre aujourd’hui : la caisse supprime le fichier dès le lendemain.
data-exported-training = Pour s’exercer seulement : le fichier est supprimé au prochain entraînement.
data-erased = { $count ->
    [one] Les données du client de 1 financement sont effacées.
   *[other] Les données du client de { $count } financements sont effacées.
}
data-kept = { $count ->
    [one] 1 n’est pas terminé et les garde.
   *[other] { $count } ne sont pas terminés et les gardent.
}
lifetime-title = Durée de conservation des données des clients
lifetime-body = Quand rien ne s’est passé sur un financement pendant cette durée, les données de son client s’effacent d’elles-mêmes, jamais tant que de l’argent est en jeu. Les montants restent.
lifetime-default = { $country } : { $months } mois, sauf avis du juriste du magasin. Hypothèse : le temps pendant lequel un article peut revenir sous garantie légale.
lifetime-use-default = Revenir à la durée par défaut
lifetime-malformed = est un nombre de mois, de 1 à 120.
