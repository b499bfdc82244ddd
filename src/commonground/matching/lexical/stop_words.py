"""Small words that say nothing of a subject, per language, folded: lower case, no accents, Arabic forms made alike."""

from __future__ import annotations

_WORDS = {
    "en": """a about above after again against all also am an and any are as at be because been before being below
        between both but by can could did do does doing down during each either etc few for from further had has have
        having he her here hers him his how i if in including into is it its itself me more most must my no nor not of
        off on once one only or other others our out over own per same shall she should so some such than that the
        their them then there these they this those through thus to too under until up upon us used using via was we
        were what when where whether which while who whom why will with within without would you your""",
    "fr": """a afin ainsi alors apres au aucun aucune aussi autre autres aux avant avec avoir c ce cela celle celles
        celui ces cet cette ceux chaque chez ci comme concernant d dans de des deux doit doivent donc dont du elle
        elles en encore entre est et etant ete etre eu eux fait faire fois font ici il ils j je jusqu l la le les
        leur leurs lors lorsque lui ma mais me meme memes mes moins mon n ne ni nos notre nous on ont ou par parmi
        pas pendant peu peut peuvent plus plusieurs pour pourquoi puis qu quand que quel quelle quelles quels qui s
        sa sans se selon ses si sinon soit son sont sous soient sur ta tant te tel telle telles tels tous tout toute
        toutes tres tu un une uns vers via vos votre vous y""",
    "es": """a actualmente al algo algun alguna algunas algunos ante antes asi aun aunque cada como con cual cuales
        cualquier cuando cuyo cuya de debe deben del desde despues donde dos durante e el ella ellas ellos en entre
        era es esa esas ese eso esos esta estan estas este esto estos fue ha haber hacia han hasta hay incluida
        incluido la las le les lo los mas me mediante mi mientras muy nada ni no nos nosotros o os otra otras otro
        otros para pero por porque pueda puede pueden pues que quien quienes se sea sean segun ser si sido sin sino
        sobre son su sus tal tales tambien tanto te tiene tienen toda todas todo todos tras tu u un una unas uno unos
        ya y""",
    "ru": """а без более бы был была были было быть в вам вас ваш весь во вот все всего всех вы где да даже для до его
        ее если есть еще же за здесь и из или им их к каждый как какой когда которая которого которое которой котором
        которую которые который которым которых кто ли либо между меня мне может могут мы на над надо нас наш не него
        нее нет ни них но о об однако он она они оно от перед по под после потому при про с свой свою себя со
        соответственно так такие также такой там те тем то того тоже той только том тот ту ты у уже хотя чего чем
        через что чтобы эта эти этим этих это этого этой этом этот я является являются""",
    "ar": """اذا الا التي الذي الذين اللذان اللتان الي ام ان انه انها او اي ايضا اين باي بان بعد بعض به بها بين تكون تلك
        ثم جميع حتي حول حيث حين خلال دون ذات ذلك سوف عبر عدم عن عند عندما علي عليه عليها غير فان فقط في فيه فيها
        فيما قبل قد كان كانت كل كما كيف كي لا لان لدي لكل لكن لم لما لن له لها ليس ليست ما مع مثل من منذ منه منها
        نحو هذا هذه هل هم هنا هناك هو هي و وان وفي وقد وكل ولا ومن وهو وهي يتم يجب يكون يمكن""",
    "zh": """的 了 在 是 和 与 或 及 并 等 为 对 以 从 到 由 向 其 之 而 且 若 则 该 此 这 那 有 不 也 都 就 被
        把 将 于 中 上 下""",
}

STOP_WORDS: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _WORDS.items()}
"""Stop words by language code; Chinese ones are single characters, which matter only outside of pairs."""
