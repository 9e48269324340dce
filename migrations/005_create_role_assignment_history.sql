-- Who gave or took which role, and when. user_roles holds what is so now, this table how it came.
-- migrate:up
CREATE TYPE public.role_assignment_action AS ENUM (
    'assigned', 'revoked', 'expiry_changed', 'expired'
);

COMMENT ON TYPE public.role_assignment_action IS
    'What happened to a role of a user | สิ่งที่เกิดกับบทบาทของผู้ใช้: '
    'assigned = given | มอบบทบาท; '
    'revoked = taken away | ถอนบทบาท; '
    'expiry_changed = end changed | เปลี่ยนวันสิ้นสุด; '
    'expired = end reached | สิ้นสุดตามกำหนด';

CREATE TABLE public.role_assignment_history (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    action public.role_assignment_action NOT NULL,
    performed_by uuid,
    performed_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamp with time zone,
    metadata jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT role_assignment_history_pkey PRIMARY KEY (id),
    CONSTRAINT role_assignment_history_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT role_assignment_history_role_id_foreign
        FOREIGN KEY (role_id) REFERENCES public.roles (id) ON DELETE CASCADE,
    CONSTRAINT role_assignment_history_performed_by_foreign
        FOREIGN KEY (performed_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX role_assignment_history_user_id_performed_at_index
    ON public.role_assignment_history (user_id, performed_at);
CREATE INDEX role_assignment_history_role_id_index
    ON public.role_assignment_history (role_id);
CREATE INDEX role_assignment_history_performed_by_index
    ON public.role_assignment_history (performed_by);

COMMENT ON TABLE public.role_assignment_history IS
    'History of the roles of users | ประวัติการมอบและถอนบทบาทของผู้ใช้';
COMMENT ON COLUMN public.role_assignment_history.user_id IS
    'User whose role it is | ผู้ใช้เจ้าของบทบาท';
COMMENT ON COLUMN public.role_assignment_history.performed_by IS
    'User who did it, empty for the program | ผู้ดำเนินการ ว่างไว้ถ้าเป็นโปรแกรม';
COMMENT ON COLUMN public.role_assignment_history.expires_at IS
    'End of the role as it was set then | วันสิ้นสุดของบทบาทตามที่กำหนดในครั้งนั้น';
COMMENT ON COLUMN public.role_assignment_history.metadata IS
    'Further facts, such as the reason | ข้อมูลเพิ่มเติม เช่น เหตุผล';

-- migrate:down
DROP TABLE public.role_assignment_history;

DROP TYPE public.role_assignment_action;
