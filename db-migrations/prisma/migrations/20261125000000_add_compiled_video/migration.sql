-- AlterTable
ALTER TABLE "vsl_frontend"."section_detailed_scripts" ADD COLUMN "compiled_video_url" TEXT;

-- AlterTable
ALTER TABLE "vsl_frontend"."section_detailed_scripts" ADD COLUMN "compiled_at" TIMESTAMP(3);
