# Les mots des papiers : reçu, bon de livraison. Les blancs entre $ sont remplis par la caisse.

## Formes : argent, dates, heures

group = { "\u202F" }
money = { $euros },{ $cents }{ "\u00A0" }€
day = { $number ->
    [1] 1er
   *[other] { $number }
}
month = { $number ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
date = { $day }{ "\u00A0" }{ $month }{ "\u00A0" }{ $year }
time = { $hour }:{ $minute }
date-time = { $date } à { $time }

## Sur chaque papier

original = Original
duplicate = DUPLICATA { $number }
training = ENTRAÎNEMENT · document sans valeur, aucun financement réel
page-of = Page { $page } sur { $pages }

## Faits

issued-at = Date
till = Caisse
staff = Vendeur
customer = Client
order = Commande
product = Produit
plan = Échéancier indicatif
plan-part = { $count }{ "\u00A0" }×{ "\u00A0" }{ $amount }
mode = Mode
mode-direct = Financement direct, libéré dès la signature
mode-two-step = Financement en deux temps, libéré à la livraison
released-at = Libéré le
release-by = À libérer avant le
gateway = Organisme
reference = Référence
transaction-date = Date de transaction
further-references = Autres références

## Montants

financed = Montant de la demande
authorised = Accordé
released = Libéré
cancelled = Annulé
refunded = Remboursé
left-to-release = Reste à libérer
not-released = Non libéré
left-to-refund = Net financé

## États

state-undecided = Décision en attente
state-accepted = Accepté, pas encore financé
state-reserved = Montant réservé, pas encore financé
state-releasing = Libération demandée, pas encore confirmée
state-financed = Financé
state-cancelling = Annulation demandée, pas encore confirmée
state-cancelled = Annulé
state-refunding = Remboursement demandé, pas encore confirmé
state-refunded = Remboursé
state-refused = Refusé, rien n’est financé
state-ending = Abandon demandé, pas encore confirmé
state-ended = Abandonné, rien n’est financé
state-lapsed = Accord expiré, rien n’est financé

## Le reçu

receipt = Reçu de financement
not-the-contract = Ceci n’est pas le contrat de crédit.
not-the-contract-why = Ce reçu confirme ce que la caisse a enregistré. Seul fait foi le contrat signé par { $gateway }, qui fixe le coût du crédit, les échéances et le délai de rétractation.
plan-is-indicative = L’échéancier est indicatif : intérêts et frais éventuels sont ceux du contrat.
code-holds-reference = Le code contient la référence, à donner pour toute question.

## Le bon de livraison

delivery-note = Bon de livraison
delivered = Montant livré
delivered-at = Livré le
goods = Articles livrés
goods-of-order = Articles de la commande { $order }
quantity = Qté
received = J’ai reçu les articles du bon { $number }, complets et en bon état apparent.
signature-name = Nom
signature-date = Date
signature = Signature du client
