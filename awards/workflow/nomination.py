"""Every legal move of a nomination."""

from core.workflow import Step, Workflow

from ..enums import NominationStatus as S
from ..permissions.nomination import (
    may_decide,
    may_forward,
    may_manage,
    may_refuse,
    may_return,
    may_run_agenda,
    may_send_back,
)

NOMINATION_WORKFLOW = Workflow(
    "Đề nghị khen thưởng",
    S,
    Step("mark_ready", "Trình Hội đồng", S.DRAFT, S.READY, may_manage),
    Step("back_to_draft", "Đưa về đang lập", S.READY, S.DRAFT, may_manage),
    # Between the office and the unit.
    Step("return_to_unit", "Trả lại đơn vị", S.DRAFT, S.RETURNED, may_return),
    Step("send_back", "Đơn vị bổ sung và gửi lại", S.RETURNED, S.DRAFT, may_send_back),
    Step("go_on", "Lập tiếp, không chờ đơn vị", S.RETURNED, S.DRAFT, may_manage),
    Step("withdraw_nomination", "Rút đề nghị", S.DRAFT, S.WITHDRAWN, may_manage),
    Step("withdraw_nomination", "Rút đề nghị", S.READY, S.WITHDRAWN, may_manage),
    Step("withdraw_nomination", "Rút đề nghị", S.RETURNED, S.WITHDRAWN, may_manage),
    Step("draw_up_again", "Lập lại đề nghị đã rút", S.WITHDRAWN, S.DRAFT, may_manage),
    # Before the council.
    Step("put_on_agenda", "Đưa vào phiên họp", S.READY, S.ON_AGENDA, may_run_agenda),
    Step("take_off_agenda", "Rút khỏi phiên họp", S.ON_AGENDA, S.READY, may_run_agenda),
    Step("endorse", "Ghi nhận Hội đồng nhất trí", S.ON_AGENDA, S.ENDORSED, may_run_agenda),
    Step("not_endorse", "Ghi nhận Hội đồng không nhất trí", S.ON_AGENDA, S.NOT_ENDORSED, may_run_agenda),
    Step("conclude", "Kết thúc, báo đơn vị", S.NOT_ENDORSED, S.REFUSED, may_manage),
    # The ward's chairman, and what goes up to the city.
    Step("decide", "Quyết định khen thưởng", S.ENDORSED, S.DECIDED, may_decide),
    Step("forward", "Trình cấp trên", S.ENDORSED, S.FORWARDED, may_forward),
    Step("refuse", "Không khen thưởng", S.ENDORSED, S.REFUSED, may_refuse),
    # What the city answered.
    Step("grant", "Ghi nhận cấp trên khen thưởng", S.FORWARDED, S.GRANTED, may_manage),
    Step("not_grant", "Ghi nhận cấp trên không khen thưởng", S.FORWARDED, S.NOT_GRANTED, may_manage),
    Step("take_answer_back", "Bỏ kết quả ghi nhầm", S.GRANTED, S.FORWARDED, may_manage),
    Step("take_answer_back", "Bỏ kết quả ghi nhầm", S.NOT_GRANTED, S.FORWARDED, may_manage),
)
