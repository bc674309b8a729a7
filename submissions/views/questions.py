"""Questions and answers everybody may read (Hỏi đáp): no sign-in, nobody named."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.paging import page_of
from core.text import whole_number

from .. import difficulty_lists as lists
from ..services.difficulties import campaign_at


@login_not_required
@require_GET
def qa_list(request):
    """What others have asked and what the ward answered, by content, found without accents (Hỏi đáp)."""
    words, content = request.GET.get("q", "").strip()[:100], whole_number(request.GET.get("noi-dung"))
    context = {
        "page_obj": page_of(request, lists.questions(words, content), lists.PER_PAGE),
        "words": words,
        "content": content,
        "contents": lists.contents_of(campaign_at(timezone.now())),
    }
    return render(request, "submissions/difficulties/questions.html", context)
